# Read by install: each kind of change, made once, recorded, shown, and undone.
#
# A line of the record is KIND<space>PATH-OR-NAME, in the order in which things were made:
#   file, link, dir   made here        replaced   was there; its former self is under before/
#   user, group       added here
# It is written before the change: a power cut in between leaves an entry too many, never too few.

changed=0

say() {
    changed=$((changed + 1))
    if [ -n "$dry" ]; then echo "would $1"; else echo "$1"; fi
}

begin_record() {
    [ -n "$dry" ] && return
    mkdir -p "$record/before"
    chmod 700 "$record"
    touch "$record/changes"
}

note() { grep -Fqx "$1 $2" "$record/changes" || echo "$1 $2" >>"$record/changes"; }

known() { [ -f "$record/changes" ] && grep -Eqx "(file|link|replaced) $1" "$record/changes"; }

folder() { # DIR: make it and those above it
    [ -d "$root$1" ] && return
    folder "$(dirname "$1")"
    note dir "$1"
    mkdir "$root$1"
    chmod 755 "$root$1"
}

keep_former() { # KIND PATH: record the path, keeping what somebody else had put there
    if { [ -e "$root$2" ] || [ -L "$root$2" ]; } && ! known "$2"; then
        mkdir -p "$record/before$(dirname "$2")"
        cp -a "$root$2" "$record/before$2"
        note replaced "$2"
    else
        known "$2" || note "$1" "$2"
    fi
}

put() { # SOURCE PATH MODE
    if [ -f "$root$2" ] && [ ! -L "$root$2" ] && cmp -s "$1" "$root$2" &&
        [ "$(stat -c '%a %u' "$root$2")" = "$3 0" ]; then
        return
    fi
    say "write $2 (mode $3)"
    if [ -n "$dry" ]; then
        case $2 in */launcher | */lock-console) ;; *) sed 's/^/    | /' "$1" ;; esac
        return
    fi
    folder "$(dirname "$2")"
    keep_former file "$2"
    install -o 0 -g 0 -m "$3" "$1" "$root$2.new"
    mv -fT "$root$2.new" "$root$2"
}

fill() { # TEMPLATE PATH: the values were checked to hold nothing that sed takes for more
    made=$work/$(basename "$2")
    sed -e "s|@PYTHON@|$python|" -e "s|@SERVER@|$server|" -e "s|@TERMINAL@|$terminal|" \
        -e "s|@TERM@|$term|" -e "s|@ALLOW@|$allow|" -e "s|@FAMILIES@|$families|" \
        -e "s|@IP_ALLOW@|$ip_allow|" \
        -e "s|@USERS@|$(echo $users | sed 's/\([^ ]*\)/"\1"/g; s/ /, /g')|" "$1" >"$made"
    put "$made" "$2" 644
}

link() { # TARGET PATH
    [ "$(readlink "$root$2" 2>/dev/null || true)" = "$1" ] && return
    say "link $2 to $1"
    [ -n "$dry" ] && return
    folder "$(dirname "$2")"
    keep_former link "$2"
    ln -sfnT "$1" "$root$2"
}

for_root() { # PROGRAM …: run a program of the password suite on the right files
    program=$1
    shift
    if [ -n "$root" ]; then "$program" --prefix "$root" "$@"; else "$program" "$@"; fi
}

owner_of() { awk -F: -v name="$1" '$1 == name { print $3 ":" $4 }' "$root/etc/passwd"; }

user() { # NAME SHELL: without a password, in a group of its own
    if grep -q "^$1:" "$root/etc/passwd"; then
        shell=$(awk -F: -v name="$1" '$1 == name { print $7 }' "$root/etc/passwd")
        [ "$shell" = "$2" ] || fail "the user $1 is there with the shell $shell; it must be $2"
    else
        say "add the user $1 (shell $2, no password)"
        [ -n "$dry" ] || add_user "$1" "$2"
    fi
    [ -d "$root/var/lib/exam-kiosk/$1" ] && return
    say "make /var/lib/exam-kiosk/$1 (mode 700)"
    [ -n "$dry" ] && return
    folder "/var/lib/exam-kiosk/$1"
    chown "$(owner_of "$1")" "$root/var/lib/exam-kiosk/$1"
    chmod 700 "$root/var/lib/exam-kiosk/$1"
}

add_user() { # NAME SHELL
    grep -q "^$1:" "$root/etc/group" || note group "$1"
    note user "$1"
    for_root useradd --system --user-group --no-create-home \
        --home-dir "/var/lib/exam-kiosk/$1" --shell "$2" --comment 'exam terminal' "$1"
}

undo_one() { # KIND PATH
    case $1 in
    file | link)
        say "remove $2"
        [ -n "$dry" ] || rm -f "$root$2" ;;
    replaced)
        say "put back $2"
        [ -n "$dry" ] || { rm -f "$root$2" && cp -a "$record/before$2" "$root$2"; } ;;
    dir)
        case $2 in
        /var/lib/exam-kiosk/*) # an attempt's token and the terminal's log
            say "remove $2 with what the terminal kept there"
            [ -n "$dry" ] || rm -rf "$root$2" ;;
        *)
            [ -n "$dry" ] || rmdir "$root$2" 2>/dev/null || [ ! -d "$root$2" ] ||
                echo "left $2: it is not empty" ;;
        esac ;;
    user)
        say "remove the user $2"
        [ -n "$dry" ] || ! grep -q "^$2:" "$root/etc/passwd" || for_root userdel "$2" ;;
    group) # userdel takes it along on most machines
        [ -n "$dry" ] || ! grep -q "^$2:" "$root/etc/group" || for_root groupdel "$2" ;;
    *) fail "$record/changes: there is no change of the kind $1; undo by hand" ;;
    esac
}

undo_changes() {
    tac "$record/changes" >"$work/changes"
    while read -r kind path; do undo_one "$kind" "$path"; done <"$work/changes"
    [ -n "$dry" ] || rm -rf "$record"
}

finish() {
    if [ "$changed" -eq 0 ]; then
        echo 'everything is as it should be: nothing was changed'
        return
    fi
    [ -n "$dry" ] && return
    [ -n "$root" ] || ! command -v systemctl >/dev/null || systemctl daemon-reload 2>/dev/null || true
    echo "Restart the machine, then see what is open with: exam-engine kiosk audit"
    [ -n "$undo" ] || echo 'By hand: a password for the boot loader and the firmware; lock root.'
}
