"""Forms from building to sign-off as their people meet them at the command line."""

import json

import pytest

from exam_engine.cli.main import run_for_code

ALL = "catalogue,paper,answers"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with two forms: the editor built them, one reviewer reads papers only."""
    folder = tmp_path_factory.mktemp("forms")
    passphrase = folder / "passphrase"
    passphrase.write_text("a passphrase\n")
    passphrase.chmod(0o600)
    patch = pytest.MonkeyPatch()
    patch.setenv("EXAM_ENGINE_HOME", str(folder / "home"))
    patch.setenv("EXAM_ENGINE_PASSPHRASE_FILE", str(passphrase))
    for name in ("editor", "first", "second", "outsider"):
        assert run_for_code(["identity", "new", name]) == 0
    seal = ["bank", "seal", "iso20000-foundation", "--identity", "editor"]
    readers = ["--to", f"editor={ALL}", "--to", "first=catalogue,paper", "--to", f"second={ALL}"]
    assert run_for_code([*seal, *readers]) == 0
    build = ["form", "build", "tuv-sud/foundation", "--forms", "2", "--identity", "editor"]
    assert run_for_code(build) == 0
    yield folder
    patch.undo()


@pytest.fixture
def engine_says(home, capsys):
    def run(*arguments):
        code = run_for_code([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def forms(engine_says):
    code, out, _ = engine_says("form", "list", "--ids")
    assert code == 0
    return [form for form in out.split() if "-rng1-" in form]


def test_a_form_goes_from_certificate_and_proof_to_its_sign_offs(engine_says, forms, home):
    one, other = forms
    page, pdf = home / "certificate.html", home / "certificate.pdf"
    code, out, _ = engine_says(
        "form", "certificate", one, other, "--html", page, "--pdf", pdf, "--identity", "second"
    )
    assert (code, out.count("43 of 43 lines kept")) == (0, 2)
    assert page.stat().st_mode & 0o077 == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    again = home / "again.pdf"
    assert engine_says("form", "certificate", one, other, "--pdf", again, "--identity", "second")
    assert again.read_bytes() == pdf.read_bytes()
    proof = home / "proof.pdf"
    code, out, _ = engine_says("form", "proof", one, "--out", proof, "--identity", "first")
    assert (code, proof.stat().st_mode & 0o777) == (0, 0o600)
    assert "without answers" in out

    assert engine_says("form", "list")[1].count("waits for 2 sign-offs") == 2
    assert engine_says("form", "approve", one, "--identity", "first")[0] == 0
    code, out, _ = engine_says(
        "form", "approve", one, "--identity", "second", "--comment", "read in full"
    )
    assert (code, out) == (0, f"{one}: approved by first and second\n")
    _, out, _ = engine_says("form", "show", one)
    assert "built and signed by editor; approved by first and second" in out
    assert "read in full" in out
    _, out, _ = engine_says("form", "show", one, "--json")
    assert json.loads(out)["state"] == "approved"
    assert [entry["reviewer"] for entry in json.loads(out)["sign_offs"]] == ["first", "second"]

    code, out, _ = engine_says(
        "form", "reject", other, "--comment", "too long", "--identity", "editor"
    )
    assert (code, "rejected by editor: too long" in out) == (0, True)
    _, out, _ = engine_says("form", "list", "--json")
    assert [entry["state"] for entry in json.loads(out)] == ["approved", "rejected"]
    code, _, error = engine_says("form", "approve", other, "--identity", "first")
    assert (code, "editor has rejected the form; build a new one" in error) == (2, True)
    _, out, _ = engine_says("audit", "show")
    assert "proof copy made" in out
    assert engine_says("audit", "verify")[0] == 0


def test_a_form_without_two_sign_offs_is_not_scheduled(engine_says, home):
    build = ("form", "build", "tuv-sud/foundation", "--seed", 9, "--identity", "editor", "--json")
    form = json.loads(engine_says(*build)[1])[0]["id"]
    roster, codes = home / "people.csv", home / "codes.csv"
    roster.write_text("number,name\nC-1,Ada Lovelace\n")
    window = ("--opens", "2026-03-02T09:00:00Z", "--closes", "2026-03-02T10:00:00Z")
    arguments = ("--form", form, "--roster", roster, "--codes", codes, *window)
    code, _, error = engine_says(
        "sitting",
        "schedule",
        "spring",
        *arguments,
        "--delivery",
        "outsider",
        "--identity",
        "editor",
    )
    assert code == 2
    assert f"form {form} may not be used: it waits for 2 sign-offs" in error
    assert f"exam-engine form approve {form} --identity NAME" in error
    assert not codes.exists()


def test_check_counts_again_and_says_what_it_could_not_judge(engine_says, forms):
    code, out, _ = engine_says("form", "check", *forms, "--identity", "second")
    assert (code, "87 of 87 lines kept, 0 not kept, 0 not judged" in out) == (0, True)
    code, out, _ = engine_says("form", "check", *forms, "--identity", "first")
    assert (code, "4 not judged" in out) == (0, True)
    assert "the answers are not sealed to this identity" in out
    code, out, _ = engine_says("form", "check", forms[0], "--identity", "second", "--json")
    assert {line["kept"] for line in json.loads(out)} == {True}
    code, out, _ = engine_says("form", "check", forms[0], "--identity", "second", "--all")
    assert "requirement 1.1 Service Management" in out


def test_diff_and_compare_set_forms_side_by_side(engine_says, forms, home):
    code, out, _ = engine_says("form", "diff", *forms)
    assert (code, "0 items on both of 40 and 40; 81 differences" in out) == (1, True)
    code, out, _ = engine_says("form", "diff", forms[0], forms[0], "--json")
    assert (code, json.loads(out)) == (0, [])
    show = json.loads(engine_says("form", "show", forms[0], "--json")[1])
    table = home / "parameters.csv"
    lines = [f"{one['item']},{one['version']},0.7,80" for one in show["items"]]
    table.write_text("item,version,p,n\n" + "\n".join(lines) + "\n")
    code, out, _ = engine_says(
        "form", "compare", *forms, "--parameters", table, "--identity", "first", "--json"
    )
    rows = {row["name"]: row["cells"] for row in json.loads(out)["rows"]}
    assert rows["mean p"] == ["0.700", "–"]
    assert rows["expected mean score, from p"] == ["28.00", "–"]
    assert rows["total marks"] == ["40", "40"]
    code, out, _ = engine_says("form", "compare", *forms, "--identity", "first")
    assert "40 of 40 scored items lack a p" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "none"), "there is no form 'none'"),
        (("certificate", "{}", "--identity", "outsider"), "are not sealed to outsider"),
        (("certificate", "{}", "--parameters", "no.csv", "--identity", "first"), "cannot be read"),
        (("certificate", "{}", "--score-sd", "0", "--identity", "first"), "--score-sd"),
        (("certificate", "--identity", "first"), "Missing argument"),
        (("check", "none", "--identity", "first"), "there is no form 'none'"),
        (("compare", "{}", "{}", "--identity", "first"), "name two forms or more"),
        (("diff", "{}", "none"), "there is no form 'none'"),
        (("approve", "{}", "--identity", "editor"), "editor built the form"),
        (("approve", "{}", "--identity", "nobody"), "nobody"),
        (("reject", "{}", "--identity", "first"), "Missing option '--comment'"),
        (("reject", "{}", "--comment", " ", "--identity", "first"), "needs a comment"),
        (("proof", "{}", "--out", "proof.txt", "--identity", "first"), ".pdf or .html"),
        (("proof", "{}", "--out", "p.pdf", "--with-answers", "--identity", "first"),
         "not sealed to first"),
    ],
)  # fmt: skip
def test_mistakes_are_named_in_a_line(engine_says, home, monkeypatch, arguments, said):
    monkeypatch.chdir(home)
    build = ("form", "build", "tuv-sud/foundation", "--seed", 5, "--identity", "editor", "--json")
    form = json.loads(engine_says(*build)[1])[0]["id"]
    code, _, error = engine_says("form", *(one.replace("{}", form) for one in arguments))
    assert (code, said in error) == (2, True), error
    assert "Traceback" not in error
    assert not (home / "p.pdf").exists()


def test_a_proof_copy_never_replaces_a_file(engine_says, forms, home):
    taken = home / "taken.html"
    taken.write_text("something else")
    code, _, error = engine_says("form", "proof", forms[0], "--out", taken, "--identity", "first")
    assert (code, "exists already" in error) == (2, True)
    assert taken.read_text() == "something else"
