//! Which kinds of issues need attention.

use scopeon_core::provider::IssueKind;

/// Returns `true` if something should be done about issues of a kind: always where a source was not read, or not whole. New
/// record types, and what agents do to their own files, are no reason for alarm; what vanished cannot be read any more.
pub(super) const fn is_needed(kind: IssueKind) -> bool {
    !matches!(
        kind,
        IssueKind::UnknownType
            | IssueKind::BadTime
            | IssueKind::UnreadEnd
            | IssueKind::UnfinishedOutput
            | IssueKind::OddName
            | IssueKind::WithheldName
            | IssueKind::Vanished
            | IssueKind::Truncated
            | IssueKind::Replaced
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was not read, or not whole, is never well; each other kind has a reason.
    #[test]
    fn every_kind_that_leaves_something_unread_needs_attention() {
        let unread = [
            IssueKind::Malformed,
            IssueKind::MissingField,
            IssueKind::OverlongLine,
            IssueKind::Unreadable,
            IssueKind::NotRegular,
            IssueKind::TooLarge,
            IssueKind::TooMany,
            IssueKind::ReadFailed,
            IssueKind::ProviderFailed,
        ];
        for kind in IssueKind::ALL {
            let says = kind.meaning();
            let leaves = says.contains("was not read")
                || says.contains("was not opened")
                || says.contains("cannot be read");
            assert!(is_needed(*kind) || !leaves || *kind == IssueKind::OddName, "{says}");
            assert!(is_needed(*kind) || !unread.contains(kind), "{says}");
        }
    }
}
