//! The data folder of `cargo xtask run`: its config file and its sample practice.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::ports::Ports;
use crate::shell::{self, say};

/// A folder with everything that one trial of the product writes.
pub(crate) struct Data {
    folder: PathBuf,
}

impl Data {
    /// The folder at `folder`, made when it is missing; named from the workspace's folder when it lies there.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let full = std::path::absolute(folder)?;
        fs::create_dir_all(&full).with_context(|| format!("cannot make {}", full.display()))?;
        let folder = full.strip_prefix(paths::root()).map_or(full.clone(), Path::to_path_buf);
        Ok(Self { folder })
    }

    /// The path of `name` in the folder, good for programs that start in the workspace's folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The same path, good for ourselves.
    pub(crate) fn here(&self, name: &str) -> PathBuf {
        paths::root().join(self.file(name))
    }

    /// Writes `concordat.toml` when it is missing, or when it is our own for other ports.
    pub(crate) fn write_config(&self, ports: Ports, sign_in: SignIn) -> Result<()> {
        let file = self.here("concordat.toml");
        let wanted = config(&self.folder, ports, sign_in);
        match fs::read_to_string(&file) {
            Ok(text) if text == wanted => return Ok(()),
            Ok(text) => {
                if !self.is_our_own(&text) {
                    return must_suit(&text, ports, sign_in, &file);
                }
            }
            Err(_) => say(&format!("writing {}", file.display())),
        }
        fs::write(&file, wanted).with_context(|| format!("cannot write {}", file.display()))
    }

    fn is_our_own(&self, text: &str) -> bool {
        let other = port_of(text).and_then(|port| Ports::from_first(port.checked_sub(1)?).ok());
        let written = |ports| SignIn::ALL.iter().any(|sign_in| text == config(&self.folder, ports, *sign_in));
        other.is_some_and(written)
    }

    /// Fills the sample practice unless the folder holds one. One that was cut short is filled anew.
    pub(crate) fn fill(&self, concordat: &Path) -> Result<()> {
        let marker = self.here("filling");
        let filled = self.here("practice.db").exists() && !marker.exists();
        if filled || !self.is_database_of_config()? {
            return self.must_have_seed();
        }
        say("filling the sample practice (a few seconds)");
        self.empty()?;
        fs::write(&marker, "")?;
        shell::run(&mut self.sample_command(concordat))?;
        Ok(fs::remove_file(&marker)?)
    }

    fn sample_command(&self, concordat: &Path) -> Command {
        let mut sample = shell::command(concordat);
        sample.arg("sample").arg("--config").arg(self.file("concordat.toml"));
        sample.arg("--outlook").arg(self.file("outlook-seed.json"));
        sample
    }

    /// Removes what an earlier filling left, and the stand-in's store, which grew from it.
    fn empty(&self) -> Result<()> {
        let files = [
            "practice.db",
            "practice.db-wal",
            "practice.db-shm",
            "outlook-seed.json",
            "outlook-store.json",
            "outlook-store.graph.json",
        ];
        for file in files.map(|name| self.here(name)).iter().filter(|file| file.exists()) {
            fs::remove_file(file)?;
        }
        Ok(())
    }

    /// Whether the config still names this folder's database: no sample goes into any other.
    fn is_database_of_config(&self) -> Result<bool> {
        let text = fs::read_to_string(self.here("concordat.toml"))?;
        Ok(text.contains(&database_url(&self.folder)))
    }

    fn must_have_seed(&self) -> Result<()> {
        if self.here("outlook-seed.json").exists() || self.here("outlook-store.json").exists() {
            return Ok(());
        }
        bail!(
            "{folder} holds a practice database but not the mailboxes that belong to it: make them with \
             `concordat sample --config {folder}/concordat.toml --outlook {folder}/outlook-seed.json`, or choose another folder with --data",
            folder = self.folder.display(),
        )
    }
}

/// How people sign in during a trial.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SignIn {
    /// By choosing who one is.
    Chosen,
    /// With Microsoft 365, which the stand-in plays.
    Microsoft,
}

impl SignIn {
    const ALL: [Self; 2] = [Self::Chosen, Self::Microsoft];

    /// The server's config for it. Each person of the sample is who signs in with that person's mailbox address.
    fn config(self, folder: &Path, ports: Ports) -> String {
        let certificate = quoted(&folder.join("tls/localhost.crt").display().to_string());
        let Ports { outlook, server } = ports;
        let graph = format!(
            r#"
# The stand-in Outlook plays Microsoft Graph: contacts synchronize with it.
[graph]
base = "https://localhost:{outlook}/graph/v1.0"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
scope = "https://graph.microsoft.com/.default"
tenant = "{TENANT}"
authority = "https://localhost:{outlook}/entra"
ca = {certificate}
notify_url = "https://localhost:{server}"
"#
        );
        if self == Self::Chosen {
            return graph;
        }
        let entra = format!(
            r#"
# The stand-in Outlook plays Microsoft Entra ID too. Who signs in is the staff member with that mailbox.
[entra]
client_id = "{CLIENT}"
tenants = ["{TENANT}"]
authority = "https://localhost:{outlook}/entra"
admission = "mailbox"
ca = {certificate}
"#
        );
        entra + &graph
    }
}

/// The application that the stand-in has registered.
pub(crate) const CLIENT: &str = "2b8a4c6e-91d7-4f0a-8c35-7d1e0f92b6a3";
/// By which that application proves that it is it. It opens nothing but the stand-in on this machine.
pub(crate) const SECRET: &str = "sample-secret";
/// The tenant of the sample's mailboxes.
pub(crate) const TENANT: &str = "5f0c5a2e-3b1d-4b52-9a3e-2c8f6a7d1e40";

/// The config of one trial, as the server reads it.
fn config(folder: &Path, ports: Ports, sign_in: SignIn) -> String {
    let Ports { outlook, server } = ports;
    let entra = sign_in.config(folder, ports);
    format!(
        r#"# Written by `cargo xtask run`, which leaves it alone once it is edited.
[server]
listen = "127.0.0.1:{server}"
public_url = "https://localhost:{server}"
data_dir = {folder}

[database]
url = {database}

# The stand-in Outlook plays Microsoft's two script hosts, and frames the pane.
[office]
scripts = ["https://localhost:{outlook}/cdn/MicrosoftAjax.js", "https://localhost:{outlook}/cdn/office-js/office.js"]
frame_ancestors = ["https://localhost:{outlook}"]

# Ctrl-C does not wait for the panes that are open.
[limits]
shutdown_seconds = 2
{entra}"#,
        folder = quoted(&folder.display().to_string()),
        database = quoted(&database_url(folder)),
    )
}

fn database_url(folder: &Path) -> String {
    // What a URL would read as its query or as an escape.
    let path = folder.join("practice.db").display().to_string();
    format!("sqlite://{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23"))
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The port in `public_url`.
fn port_of(text: &str) -> Option<u16> {
    let line = text.lines().find(|line| line.trim_start().starts_with("public_url"))?;
    line.rsplit(':').next()?.trim().trim_end_matches(['"', '/']).parse().ok()
}

/// An edited config is kept; it must say the ports we start on.
fn must_suit(text: &str, ports: Ports, sign_in: SignIn, file: &Path) -> Result<()> {
    if sign_in == SignIn::Microsoft && !text.lines().any(|line| line.trim() == "[entra]") {
        bail!("{} was edited, and has no [entra]: add it, or remove the file to have it written anew", file.display());
    }
    if port_of(text) == Some(ports.server) {
        return Ok(());
    }
    bail!(
        "{file} was edited, and its public_url does not have port {server}: start with the --port one below the one it has, \
         or change it there, or remove the file to have it written anew",
        file = file.display(),
        server = ports.server,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ports(first: u16) -> Ports {
        Ports::from_first(first).expect("a pair")
    }

    #[test]
    fn our_own_config_follows_the_port_and_an_edited_one_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = Data::open(folder.path()).expect("opened");
        let read = || fs::read_to_string(data.here("concordat.toml")).expect("a config");
        data.write_config(ports(8443), SignIn::Chosen).expect("written");
        assert_eq!(port_of(&read()), Some(8444));
        data.write_config(ports(9000), SignIn::Chosen).expect("written anew");
        assert_eq!(port_of(&read()), Some(9001));

        let edited = read() + "[log]\nlevel = \"debug\"\n";
        fs::write(data.here("concordat.toml"), &edited).expect("edited");
        data.write_config(ports(9000), SignIn::Chosen).expect("suits");
        let error = data.write_config(ports(8443), SignIn::Chosen).expect_err("edited for another port");
        assert!(error.to_string().contains("port 8444"), "{error}");
        assert_eq!(read(), edited);
    }

    #[test]
    fn signing_in_with_microsoft_is_written_or_taken_out_again_and_missed_in_an_edited_config() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = Data::open(folder.path()).expect("opened");
        let read = || fs::read_to_string(data.here("concordat.toml")).expect("a config");
        data.write_config(ports(8443), SignIn::Microsoft).expect("written");
        assert!(read().contains("authority = \"https://localhost:8443/entra\""), "{}", read());
        data.write_config(ports(8443), SignIn::Chosen).expect("written anew");
        assert!(!read().contains("[entra]"), "{}", read());
        fs::write(data.here("concordat.toml"), format!("{}# mine\n", read())).expect("edited");
        let error = data.write_config(ports(8443), SignIn::Microsoft).expect_err("nobody could sign in");
        assert!(error.to_string().contains("has no [entra]"), "{error}");
    }

    #[test]
    fn paths_are_quoted_for_toml_and_for_the_url() {
        let text = config(Path::new("/tmp/a \"b\"/50%?"), ports(1), SignIn::Microsoft);
        assert!(text.contains(r#"ca = "/tmp/a \"b\"/50%?/tls/localhost.crt""#), "{text}");
        assert!(text.contains(r#"data_dir = "/tmp/a \"b\"/50%?""#), "{text}");
        assert!(text.contains(r#"url = "sqlite:///tmp/a \"b\"/50%25%3F/practice.db""#), "{text}");
    }

    #[cfg(unix)]
    mod filling {
        use std::os::unix::fs::PermissionsExt;

        use super::*;

        /// A program in place of `concordat` that runs `script` in the data folder.
        fn program(folder: &Path, script: &str) -> PathBuf {
            let file = folder.join("fake");
            let text = format!("#!/bin/sh\ncd {}\n{script}\n", folder.display());
            fs::write(&file, text).expect("a script");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o700)).expect("executable");
            file
        }

        #[test]
        fn a_practice_is_filled_once_and_again_after_a_failure() {
            let folder = tempfile::tempdir().expect("a folder");
            let data = Data::open(folder.path()).expect("opened");
            data.write_config(ports(1), SignIn::Chosen).expect("written");
            let breaks = program(folder.path(), "echo half > practice.db; exit 1");
            data.fill(&breaks).expect_err("cut short");
            let works = program(
                folder.path(),
                "test ! -e practice.db && echo whole > practice.db && echo {} > outlook-seed.json",
            );
            data.fill(&works).expect("filled");
            data.fill(&works).expect("nothing to do");
            assert_eq!(fs::read_to_string(data.here("practice.db")).expect("a database"), "whole\n");
        }

        #[test]
        fn no_sample_goes_into_another_database() {
            let folder = tempfile::tempdir().expect("a folder");
            let data = Data::open(folder.path()).expect("opened");
            let config = "[server]\npublic_url = \"https://localhost:2\"\n[database]\nurl = \"postgres://firm\"\n";
            fs::write(data.here("concordat.toml"), config).expect("a config");
            let works = program(folder.path(), "touch filled");
            let error = data.fill(&works).expect_err("not filled");
            assert!(error.to_string().contains("--outlook"), "{error}");
            assert!(!data.here("filled").exists());
        }
    }
}
