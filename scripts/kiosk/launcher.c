/* The way into the candidate's terminal: login shell, ForceCommand and ExecStart of a kiosk.
 *
 * It takes nothing from whoever starts it: no argument, no variable, no open file. What to run
 * stands in one file of root's. Until Python runs, and ever after, there is no shell above it.
 *
 *   1. Signals of the keyboard are ignored; a program that is executed inherits that.
 *   2. The terminal is told to make none (ISIG off), so ^C ^Z ^\ are plain characters.
 *   3. Files from before are closed; no privilege can be gained, no core file written.
 *   4. The settings are read: root's own file, writable by nobody else.
 *   5. The terminal is executed in an environment made here.
 *
 * Exit code 2: it could not be started; standard error says why in one line.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#ifndef SETTINGS
#define SETTINGS "/etc/exam-kiosk/terminal.conf"
#endif
#ifndef SETTINGS_OWNER
#define SETTINGS_OWNER 0
#endif

enum { LONGEST_LINE = 512, LONGEST_VALUE = 600, CANNOT_RUN = 2, FIRST_FREE_FD = 3 };

struct setting {
    const char *name;
    int required;
    char value[LONGEST_VALUE];
};

static struct setting settings[] = {
    {"python", 1, ""}, {"server", 1, ""}, {"state", 1, ""},  {"terminal", 0, ""},
    {"scheme", 0, ""}, {"profile", 0, ""}, {"term", 0, "linux"},
};
enum { PYTHON, SERVER, STATE, TERMINAL, SCHEME, PROFILE, TERM_NAME, SETTINGS_COUNT };

static void stop(const char *format, ...) {
    va_list rest;
    va_start(rest, format);
    fputs("exam kiosk: ", stderr);
    vfprintf(stderr, format, rest);
    fputs("; call the invigilator\n", stderr);
    va_end(rest);
    exit(CANNOT_RUN);
}

/* Steps 1 and 2. */
static void deafen(void) {
    const int keyboard[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
    for (size_t at = 0; at < sizeof keyboard / sizeof *keyboard; at++) signal(keyboard[at], SIG_IGN);
    struct termios mode;
    if (tcgetattr(STDIN_FILENO, &mode) == 0) {
        mode.c_lflag &= ~(tcflag_t)ISIG;
        tcsetattr(STDIN_FILENO, TCSANOW, &mode);
    }
}

/* Step 3. */
static void give_up_powers(void) {
    const struct rlimit none = {0, 0};
    struct rlimit core = {1, 1};
    if (close_range(FIRST_FREE_FD, ~0U, 0) != 0 && errno != ENOSYS) stop("files stay open");
    getrlimit(RLIMIT_CORE, &core);
    if (core.rlim_max != 0 && setrlimit(RLIMIT_CORE, &none) != 0) stop("core files cannot be switched off");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) stop("privileges cannot be given up");
    if (geteuid() == 0 || getuid() == 0) stop("it must not run as root; use the kiosk's own user");
    umask(077);
    if (chdir("/") != 0) stop("the root folder cannot be entered");
}

/* Return the name of the user who runs this; no service is asked, only the file. */
static const char *user_name(void) {
    FILE *users = fopen("/etc/passwd", "re");
    const struct passwd *entry;
    while (users != NULL && (entry = fgetpwent(users)) != NULL)
        if (entry->pw_uid == getuid()) return strdup(entry->pw_name);
    return NULL;
}

/* Put the user's name where a value says %u. */
static void fill_in(char *into, const char *value) {
    const char *mark = strstr(value, "%u");
    const char *name = mark == NULL ? "" : user_name();
    if (name == NULL) stop("this user has no name in /etc/passwd");
    int before = mark == NULL ? (int)strlen(value) : (int)(mark - value);
    int made = snprintf(into, LONGEST_VALUE, "%.*s%s%s", before, value, name,
                        mark == NULL ? "" : mark + 2);
    if (made >= LONGEST_VALUE) stop("%s: a value is too long", SETTINGS);
}

static void take_line(char *line, int number) {
    line[strcspn(line, "\n")] = '\0';
    if (line[0] == '\0' || line[0] == '#') return;
    char *value = strchr(line, '=');
    if (value == NULL) stop("%s line %d: write NAME=VALUE", SETTINGS, number);
    *value++ = '\0';
    for (int at = 0; at < SETTINGS_COUNT; at++) {
        if (strcmp(settings[at].name, line) == 0) {
            fill_in(settings[at].value, value);
            return;
        }
    }
    stop("%s line %d: there is no setting of that name", SETTINGS, number);
}

/* Step 4. */
static void read_settings(void) {
    struct stat about;
    char line[LONGEST_LINE];
    int file = open(SETTINGS, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0 || fstat(file, &about) != 0) stop("%s: %s", SETTINGS, strerror(errno));
    if (!S_ISREG(about.st_mode) || about.st_uid != SETTINGS_OWNER || (about.st_mode & 022) != 0)
        stop("%s must be a file of root's that nobody else can write", SETTINGS);
    FILE *lines = fdopen(file, "r");
    if (lines == NULL) stop("%s: %s", SETTINGS, strerror(errno));
    for (int number = 1; fgets(line, sizeof line, lines) != NULL; number++) {
        if (strchr(line, '\n') == NULL && !feof(lines))
            stop("%s line %d: is too long", SETTINGS, number);
        take_line(line, number);
    }
    fclose(lines);
    for (int at = 0; at < SETTINGS_COUNT; at++)
        if (settings[at].required && settings[at].value[0] == '\0')
            stop("%s: %s is missing", SETTINGS, settings[at].name);
    if (settings[PYTHON].value[0] != '/' || settings[STATE].value[0] != '/')
        stop("%s: python and state are absolute paths", SETTINGS);
}

/* Step 5. */
static void become_terminal(void) {
    static char home[LONGEST_VALUE + 8], term[LONGEST_VALUE + 8];
    snprintf(home, sizeof home, "HOME=%s", settings[STATE].value);
    snprintf(term, sizeof term, "TERM=%s", settings[TERM_NAME].value);
    char *environment[] = {home, term, "PATH=/usr/bin:/bin", "LANG=C.UTF-8", NULL};
    char *arguments[16] = {settings[PYTHON].value, "-I", "-B", "-m", "exam_engine.client",
                           "--server", settings[SERVER].value, "--state", settings[STATE].value};
    int next = 9;
    const struct { const char *option; int at; } more[] = {
        {"--terminal", TERMINAL}, {"--scheme", SCHEME}, {"--profile", PROFILE}};
    for (int at = 0; at < 3; at++) {
        if (settings[more[at].at].value[0] == '\0') continue;
        arguments[next++] = (char *)more[at].option;
        arguments[next++] = settings[more[at].at].value;
    }
    arguments[next] = NULL;
    execve(arguments[0], arguments, environment);
    stop("%s: %s", arguments[0], strerror(errno));
}

int main(void) {
    deafen();
    give_up_powers();
    read_settings();
    become_terminal();
}
