//! Whether a request to the model is on its way: what is asked of an interrupted turn, whose log states no usage of
//! the request that was running.

/// One turn's requests as far as they were read.
///
/// A turn is a chain: the prompt is sent, an answer comes, its tools run, their results are sent, and so on until an
/// answer uses no tool. So there is at most one request at a time, and the log tells where in the chain it breaks off.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, stored as bits of one number")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    /// The turn said that it starts, so that it would say that it ends.
    pub(super) is_announced: bool,
    /// A prompt or the results of tools were sent.
    is_sent: bool,
    /// Parts of an answer came whose usage is not stated yet.
    is_answered: bool,
    /// Tools were asked for since the last usage or results.
    has_tools: bool,
    /// A tool was stopped, so that its result was not sent.
    is_stopped: bool,
    /// Tools whose results are missing.
    open: u8,
}

impl Request {
    /// A turn starts.
    pub(super) const fn begin(is_announced: bool) -> Self {
        Self { is_announced, is_sent: true, is_answered: false, has_tools: false, is_stopped: false, open: 0 }
    }

    /// The running turn starts to say so, or is asked something more.
    pub(super) const fn prompt(&mut self) {
        self.is_sent |= !self.is_answered && self.open == 0;
    }

    /// A part of an answer came.
    pub(super) const fn answer(&mut self) {
        self.is_answered = true;
    }

    /// A part of an answer came that asks for a tool.
    pub(super) const fn tool(&mut self) {
        self.is_answered = true;
        self.has_tools = true;
        self.open = self.open.saturating_add(1);
    }

    /// A tool's result came.
    pub(super) const fn result(&mut self, is_stopped: bool) {
        self.open = self.open.saturating_sub(1);
        self.is_stopped |= is_stopped;
        if !self.is_answered {
            self.send_results();
        }
    }

    /// The usage of an answer was stated.
    pub(super) const fn usage(&mut self) {
        (self.is_answered, self.is_sent) = (false, false);
        self.send_results();
    }

    const fn send_results(&mut self) {
        if self.has_tools && self.open == 0 {
            self.is_sent = !self.is_stopped;
            self.has_tools = false;
        }
    }

    /// Whether a request was on its way or its answer's usage was never stated.
    pub(super) const fn is_running(self) -> bool {
        self.is_sent || self.is_answered
    }

    /// Whether an answer came, in whole or in part, whose usage was never stated.
    pub(super) const fn is_unstated(self) -> bool {
        self.is_answered
    }

    pub(super) fn to_bits(self) -> i64 {
        i64::from(self.is_announced)
            | i64::from(self.is_sent) << 1
            | i64::from(self.is_answered) << 2
            | i64::from(self.has_tools) << 3
            | i64::from(self.is_stopped) << 4
            | i64::from(self.open) << 8
    }

    pub(super) fn from_bits(bits: i64) -> Self {
        let is = |place: u32| bits >> place & 1 != 0;
        let open = u8::try_from(bits >> 8 & 0xff).unwrap_or(u8::MAX);
        Self {
            is_announced: is(0),
            is_sent: is(1),
            is_answered: is(2),
            has_tools: is(3),
            is_stopped: is(4),
            open,
        }
    }
}
