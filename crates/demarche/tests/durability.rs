//! What happens to a register when nothing more can be written: the program says so and what to do, and the register stays
//! whole.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/announcements.jsonl")
}

/// The program where every user finds it, copied once: a file that is still being written, in whatever process, cannot be run.
static PROGRAM: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    allow(folder.path(), 0o755);
    let program = folder.path().join("demarche");
    std::fs::copy(env!("CARGO_BIN_EXE_demarche"), &program).expect("copied");
    (folder, program)
});

/// A folder with announcements in it, and the program.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let program = PROGRAM.1.clone();
    let folder = tempfile::tempdir().expect("a folder");
    allow(folder.path(), 0o755);
    std::fs::copy(corpus(), folder.path().join("corpus.jsonl")).expect("copied");
    (folder, program)
}

fn allow(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
}

fn is_root(path: &Path) -> bool {
    // Root writes where nobody may.
    std::fs::write(path.join("probe"), "").is_ok()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs a script of the shell with the program as `$1` and a folder as `$2`.
fn shell(script: &str, program: &Path, folder: &Path) -> Output {
    Command::new("sh").args(["-c", script, "sh"]).arg(program).arg(folder).output().expect("a shell")
}

/// What a script of a cut-off run printed: the documents that were reported, the failure, and what came after.
fn assert_cut_off(output: &Output, message: &str) {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(err.contains(message), "{out}\n{err}");
    assert!(err.contains("what was reported as done is safe"), "{err}");
    assert!(out.contains("exit 1"), "{out}\n{err}");
    assert!(out.contains("is whole"), "{out}\n{err}");
    assert!(!out.contains("lost"), "{out}");
    let reported = out.lines().filter(|line| line.starts_with("new ")).count();
    assert!((1..24).contains(&reported), "{reported} documents were reported:\n{out}\n{err}");
    assert!(out.contains("24 known already") || out.contains(&format!("{} new", 24 - reported)), "{out}");
}

/// After a cut-off run: the register is whole, has what was reported, and is finished by running it again.
const AFTER: &str = r#"
    echo "exit $?"
    cat told
    "$1" check --register r.db
    sed -n 's/^new //p' told | while read -r id; do "$1" show "$id" --register r.db >/dev/null || echo "lost $id"; done
    "$1" read "$2/corpus.jsonl" --register r.db --as-of 2025-12-20
"#;

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let (folder, program) = folder();
    let mounts = "mount -t tmpfs -o size=1m tmpfs /mnt";
    let able = Command::new("unshare").args(["-rm", "sh", "-c", mounts]).output();
    if !able.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: this machine does not allow a small disk to be mounted");
        return;
    }
    let script = format!(
        r#"mkdir "$2/disk" && mount -t tmpfs -o size=1m tmpfs "$2/disk" && cd "$2/disk" || exit 9
        "$1" read --verbose -j 1 "$2/corpus.jsonl" --register r.db >"$2/told"
        code=$?; mount -o remount,size=64m "$2/disk"; cp "$2/told" told; (exit $code)
        {AFTER}"#
    );
    let output = Command::new("unshare")
        .args(["-rm", "sh", "-c", &script, "sh"])
        .args([&program, folder.path()])
        .output()
        .expect("a shell");
    assert_cut_off(&output, "the disk is full: make room and run it again");
}

#[test]
fn a_limit_on_files_is_told_and_loses_nothing() {
    let (folder, program) = folder();
    // Some shells count files in blocks of 512 bytes, some in kilobytes: three quarters of a megabyte, or one and a half.
    let script = format!(
        r#"cd "$2" || exit 9
        (trap '' XFSZ; ulimit -f 1500; exec "$1" read --verbose -j 1 corpus.jsonl --register r.db >told)
        {AFTER}"#
    );
    assert_cut_off(&shell(&script, &program, folder.path()), "the disk fails or allows no larger files");
}

#[test]
fn a_register_that_may_only_be_read_can_be_looked_at() {
    let (folder, program) = folder();
    let at = folder.path().join("shelf");
    std::fs::create_dir(&at).expect("a folder");
    let register = at.join("50% of #1?.db");
    let run = |arguments: &[&str], plain: bool| -> Output {
        let mut command = Command::new(&program);
        command.args(arguments).arg("--register").arg(&register);
        if plain {
            // Root may write everywhere: somebody else looks.
            command.uid(65_534).gid(65_534);
        }
        command.output().expect("the program runs")
    };
    let source = folder.path().join("corpus.jsonl");
    let source = source.to_str().expect("UTF-8");
    let read = run(&["read", source], false);
    assert!(read.status.success(), "{}", text(&read.stderr));
    let questions: &[&[&str]] = &[
        &["ledger", "--as-of", "2025-12-20", "--format", "json"],
        &["brief", "--with", "UK", "--as-of", "2025-12-20", "--format", "json"],
        &["search", "Sefcovich", "--format", "json"],
        &["export"],
        &["check"],
    ];
    let before: Vec<String> = questions.iter().map(|question| text(&run(question, false).stdout)).collect();
    allow(&register, 0o444);
    allow(&at, 0o555);
    let plain = is_root(&at);
    let _ = std::fs::remove_file(at.join("probe"));
    for (question, before) in questions.iter().zip(&before) {
        let output = run(question, plain);
        assert!(output.status.success(), "{question:?}: {}", text(&output.stderr));
        assert_eq!(text(&output.stdout), *before, "{question:?}");
    }
    let (own, copy) = (folder.path().join("own"), folder.path().join("own/copy.db"));
    std::fs::create_dir(&own).expect("a folder");
    allow(&own, 0o777);
    let backup = run(&["backup", copy.to_str().expect("UTF-8")], plain);
    assert!(backup.status.success(), "{}", text(&backup.stderr));
    // Writing is refused, with what to do, and nothing has changed.
    let other = folder.path().join("other.jsonl");
    let document =
        r#"{"id": "other", "title": "Another", "published": "2025-12-01", "body": "Minister Yeo met Mr. Smith."}"#;
    std::fs::write(&other, document).expect("written");
    let output = run(&["read", other.to_str().expect("UTF-8")], plain);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("get the right to write its file and folder"), "{}", text(&output.stderr));
    allow(&at, 0o755);
    allow(&register, 0o644);
    assert!(text(&run(&["check"], false).stdout).contains("is whole"));
    assert_eq!(text(&run(questions[0], false).stdout), before[0]);
}

#[test]
fn a_folder_that_may_not_be_written_is_told() {
    let (folder, program) = folder();
    let at = folder.path().join("shelf");
    std::fs::create_dir(&at).expect("a folder");
    allow(&at, 0o555);
    let mut command = Command::new(&program);
    command.arg("read").arg(folder.path().join("corpus.jsonl")).arg("--register").arg(at.join("new.db"));
    if is_root(&at) {
        command.uid(65_534).gid(65_534);
    }
    let output = command.output().expect("the program runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("see that its folder is there and that you may write in it"), "{output:?}");
}

/// An older register that cannot be brought up to date says so, and is looked at where it can be written.
#[test]
fn an_older_register_that_may_only_be_read_is_told() {
    let (folder, program) = folder();
    let at = folder.path().join("shelf");
    std::fs::create_dir(&at).expect("a folder");
    let register = at.join("old.db");
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("../register/tests/registers/schema_1.db");
    std::fs::copy(old, &register).expect("copied");
    allow(&register, 0o444);
    allow(&at, 0o555);
    let mut command = Command::new(&program);
    command.args(["ledger", "--register"]).arg(&register);
    if is_root(&at) {
        command.uid(65_534).gid(65_534);
    }
    let output = command.output().expect("the program runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("the schema of an older program"), "{output:?}");
}
