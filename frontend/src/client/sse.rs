//! Server-sent events out of a stream of bytes, by the HTML standard as far as our server goes: data, comments.

/// Collects bytes and gives the data of each event that is complete.
#[derive(Debug, Default)]
pub struct Reader {
    rest: Vec<u8>,
    data: Vec<String>,
}

impl Reader {
    /// Takes the next bytes, cut anywhere.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        self.rest.extend_from_slice(bytes);
        let mut events = Vec::new();
        while let Some(at) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=at).collect();
            let line = String::from_utf8_lossy(&line);
            events.extend(self.line(line.trim_end_matches(['\n', '\r'])));
        }
        events
    }

    fn line(&mut self, line: &str) -> Option<String> {
        if line.is_empty() {
            let event = (!self.data.is_empty()).then(|| self.data.join("\n"));
            self.data.clear();
            return event;
        }
        if let Some(data) = line.strip_prefix("data:") {
            self.data.push(data.strip_prefix(' ').unwrap_or(data).to_owned());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;

    #[test]
    fn events_come_whole_however_the_bytes_are_cut() {
        let stream = "event: live\r\ndata: {\"a\":\"ä\"}\r\n\r\n: still here\n\ndata:1\ndata: 2\n\nid: 7\n\n";
        for size in 1..=stream.len() {
            let mut reader = Reader::default();
            let events: Vec<String> = stream.as_bytes().chunks(size).flat_map(|chunk| reader.push(chunk)).collect();
            assert_eq!(events, ["{\"a\":\"ä\"}", "1\n2"], "in pieces of {size}");
        }
    }

    #[test]
    fn an_event_without_its_end_is_not_told() {
        let mut reader = Reader::default();
        assert!(reader.push(b"data: 1\n").is_empty());
        assert_eq!(reader.push(b"\n"), ["1"]);
    }
}
