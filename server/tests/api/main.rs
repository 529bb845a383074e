//! The server from outside: over real TLS, in this process, on a database of its own.

mod config;
mod files;
mod given;
mod imported;
mod limits;
mod live;
mod lookups;
mod matrix;
mod program;
mod runs;
mod setup;
mod sign_in;
mod stop;
mod watch;
mod world;
mod writes;
