//! The two loopback ports of `cargo xtask run`.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};

/// The ports of the stand-in Outlook and of the server, which is the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ports {
    /// The stand-in Outlook's.
    pub(crate) outlook: u16,
    /// The server's.
    pub(crate) server: u16,
}

impl Ports {
    /// The pair that begins at `first`.
    pub(crate) fn from_first(first: u16) -> Result<Self> {
        let server = first.checked_add(1).context("--port must be below 65535: the server takes the next one")?;
        Ok(Self { outlook: first, server })
    }

    /// An error naming the port that another program has, if one does.
    pub(crate) fn must_be_free(self) -> Result<()> {
        let first = must_be_free(self.outlook).and_then(|()| must_be_free(self.server));
        first.map_err(|error| {
            let other = self.outlook.wrapping_add(1000);
            anyhow!("{error:#}; choose another pair, for example `cargo xtask run --port {other}`")
        })
    }
}

fn must_be_free(port: u16) -> Result<()> {
    match TcpListener::bind(loopback(port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("port {port} is taken by another program")
        }
        Err(error) => Err(anyhow!(error).context(format!("port {port} cannot be used"))),
    }
}

/// Whether something listens on `port`.
pub(crate) fn answers(port: u16) -> bool {
    TcpStream::connect_timeout(&loopback(port), Duration::from_millis(500)).is_ok()
}

/// `127.0.0.1:port`.
pub(crate) fn loopback(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named() {
        let other = TcpListener::bind(loopback(0)).expect("a port");
        let port = other.local_addr().expect("its address").port();
        assert!(answers(port));
        let error = must_be_free(port).expect_err("taken");
        assert_eq!(error.to_string(), format!("port {port} is taken by another program"));
        drop(other);
        must_be_free(port).expect("free again");
    }

    #[test]
    fn the_server_takes_the_next_port() {
        assert_eq!(Ports::from_first(8443).expect("a pair"), Ports { outlook: 8443, server: 8444 });
        assert!(Ports::from_first(65535).is_err());
    }
}
