//! Programs that run beside us until they are told to stop.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long a program may take to stop before it is killed.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a waiting loop looks.
pub(crate) const GLANCE: Duration = Duration::from_millis(50);
/// How the server begins to say that it is ready; all else that it says of itself comes with it.
pub(crate) const SERVES: &str = "Concordat serves ";
/// How it begins what it says while nobody administers it.
pub(crate) const FIRST_ADMIN: &str = "Nobody administers it yet";
/// How much of a dead program's output is shown, in lines.
const LAST_LINES: usize = 25;

/// A running program whose output goes to a file. Dropped, it is stopped.
pub(crate) struct Program {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts `command` with its output in `log`, out of the reach of the terminal's Ctrl-C: we pass it on ourselves.
    pub(crate) fn start(name: &'static str, mut command: Command, log: &Path) -> Result<Self> {
        let file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name, child, log: log.to_path_buf() })
    }

    /// Waits until it has said a line that begins like that, and gives the rest of it.
    pub(crate) fn says(&mut self, beginning: &str, limit: Duration) -> Result<String> {
        let deadline = Instant::now() + limit;
        loop {
            if let Some(rest) = line(&fs::read_to_string(&self.log).unwrap_or_default(), beginning) {
                return Ok(rest);
            }
            if let Some(status) = self.ended()? {
                bail!("{}", self.obituary(status));
            }
            if Instant::now() > deadline {
                bail!("{} does not say \"{beginning}\" within {} s", self.name, limit.as_secs());
            }
            thread::sleep(GLANCE);
        }
    }

    /// How it ended, if it did.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Which program ended, how, and what it said last.
    pub(crate) fn obituary(&self, status: ExitStatus) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        let last = lines[lines.len().saturating_sub(LAST_LINES)..].join("\n");
        format!("{} stopped by itself ({status}). The end of {}:\n{last}", self.name, self.log.display())
    }

    fn ask_to_stop(&mut self) {
        // A program that has just ended by itself needs no asking: an error here is none.
        #[cfg(unix)]
        if let (Ok(None), Ok(id)) = (self.child.try_wait(), i32::try_from(self.child.id())) {
            let _ = nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), nix::sys::signal::Signal::SIGTERM);
        }
        #[cfg(not(unix))]
        let _ = self.child.kill();
    }

    fn wait_or_kill(&mut self, deadline: Instant) {
        while let Ok(None) = self.child.try_wait() {
            if Instant::now() >= deadline {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            thread::sleep(GLANCE);
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        stop(std::slice::from_mut(self));
    }
}

/// Asks all of `programs` to stop, and kills those that have not after five seconds.
pub(crate) fn stop(programs: &mut [Program]) {
    programs.iter_mut().for_each(Program::ask_to_stop);
    let deadline = Instant::now() + PATIENCE;
    for program in programs {
        program.wait_or_kill(deadline);
    }
}

/// The rest of the line that begins like that, once it was said whole.
pub(crate) fn line(log: &str, beginning: &str) -> Option<String> {
    let whole = log.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
    whole.filter_map(|line| line.strip_prefix(beginning)).map(str::to_owned).next()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, log: &Path) -> Program {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Program::start("the shell", command, log).expect("started")
    }

    fn wait_for_output(log: &Path) {
        while fs::read_to_string(log).unwrap_or_default().is_empty() {
            thread::sleep(GLANCE);
        }
    }

    #[test]
    fn a_program_is_asked_before_it_is_killed() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log");
        let program = shell("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done", &log);
        wait_for_output(&log);
        drop(program);
        assert_eq!(fs::read_to_string(&log).expect("log"), "up\nbye\n");
    }

    #[test]
    fn a_program_that_will_not_stop_is_killed() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log");
        let mut program = shell("trap '' TERM; echo up; while :; do sleep 0.05; done", &log);
        wait_for_output(&log);
        program.ask_to_stop();
        program.wait_or_kill(Instant::now() + 4 * GLANCE);
        let status = program.ended().expect("asked").expect("ended");
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9));
    }

    #[test]
    fn a_dead_program_is_named_with_its_last_words() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log");
        let mut program = shell("for i in $(seq 40); do echo line $i; done; echo broken >&2; exit 3", &log);
        let status = program.child.wait().expect("ended");
        let text = program.obituary(status);
        assert!(text.starts_with("the shell stopped by itself (exit status: 3)"), "{text}");
        assert!(text.ends_with("line 40\nbroken") && !text.contains("line 16\n"), "{text}");
        assert!(program.ended().expect("asked").is_some());
    }

    #[test]
    fn what_a_program_says_is_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log");
        let mut program = shell("echo not this; printf 'serves '; sleep 0.3; echo here; sleep 60", &log);
        assert_eq!(program.says("serves ", PATIENCE).expect("said"), "here");
        assert!(
            program.says("never", 2 * GLANCE).expect_err("too long").to_string().contains("the shell does not say")
        );
        let mut dead = shell("echo broken; exit 3", &log);
        assert!(dead.says("serves ", PATIENCE).expect_err("it ended").to_string().contains("broken"));
    }
}
