//! What Anthropic's own identities look like. Shape alone earns no trust: what a gateway makes up may look alike.

/// The characters behind a prefix and its version, in identities seen: 22 of base 58. Room for a longer one.
const LENGTH: std::ops::RangeInclusive<usize> = 20..=28;

/// Clouds that serve the vendor's models put their name into a message's id and leave the request's out.
const CLOUDS: [&str; 2] = ["bdrk_", "vrtx_"];

/// Returns `true` if a message's id is shaped like the vendor's, `msg_01…`.
pub(super) fn is_message(id: &str) -> bool {
    id.strip_prefix("msg_").is_some_and(is_token)
}

/// Returns `true` if a message's id is shaped like one the vendor's models have in a cloud, `msg_bdrk_01…`.
pub(super) fn is_cloud_message(id: &str) -> bool {
    let Some(rest) = id.strip_prefix("msg_") else { return false };
    CLOUDS.iter().any(|cloud| rest.strip_prefix(cloud).is_some_and(is_token))
}

/// Returns `true` if a request's id is shaped like the vendor's, `req_01…`.
pub(super) fn is_request(id: &str) -> bool {
    id.strip_prefix("req_").is_some_and(is_token)
}

/// Returns `true` if a message and its request have the vendor's prefixes and one number, as whoever stands in for the
/// vendor gives them: `msg_7` and `req_7`.
pub(super) fn are_numbered_alike(message: &str, request: &str) -> bool {
    let (Some(number), Some(other)) = (number(message), request.strip_prefix("req_")) else { return false };
    other == number || other == message
}

/// What follows the vendor's prefix of a message's id.
pub(super) fn number(message: &str) -> Option<&str> {
    message.strip_prefix("msg_").filter(|number| !number.is_empty())
}

/// Returns `true` if what follows the vendor's prefix is a plain count, as `msg_7`.
pub(super) fn is_count(message: &str) -> bool {
    number(message).is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A version and then letters of both cases, with digits or without.
fn is_token(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("01") else { return false };
    let (mut upper, mut lower) = (false, false);
    LENGTH.contains(&rest.len())
        && rest.bytes().all(|byte| {
            upper |= byte.is_ascii_uppercase();
            lower |= byte.is_ascii_lowercase();
            byte.is_ascii_alphanumeric()
        })
        && upper
        && lower
}

/// Returns `true` if a text is a UUID as the agent writes them.
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_vendors_own_alphabet_and_length_pass() {
        for id in ["msg_013Zva2CMHLNnXjNJJKqJ2EF", "msg_01XFDUDYJgAACzvnptvVoYEL"] {
            assert!(is_message(id) && !is_cloud_message(id), "{id}");
        }
        for id in ["msg_bdrk_01XFDUDYJgAACzvnptvVoYEL", "msg_vrtx_013Zva2CMHLNnXjNJJKqJ2EF"] {
            assert!(is_cloud_message(id) && !is_message(id), "{id}");
        }
        let others = [
            "",
            "msg_",
            "msg_1",
            "msg_01",
            "msg_relay",
            "msg_1760000000000",
            "msg_01aaaaaaaaaaaaaaaaaaaaaa",
            "msg_01XFDUDYJgAACzvnptvV-YEL",
            "msg_02XFDUDYJgAACzvnptvVoYEL",
            "msg_0123456789abcdef0123456789abcdef",
            "MSG_01XFDUDYJgAACzvnptvVoYEL",
            "chatcmpl-01XFDUDYJgAACzvnptvVoYEL",
            "relay-constant-message-id",
        ];
        for id in others {
            assert!(!is_message(id) && !is_cloud_message(id), "{id}");
        }
        assert!(are_numbered_alike("msg_7", "req_7") && are_numbered_alike("msg_7", "req_msg_7"));
        for (message, request) in
            [("msg_relay", "req_1"), ("msg_", "req_"), ("msg_7", "7"), ("7", "req_7"), ("msg_7", "")]
        {
            assert!(!are_numbered_alike(message, request), "{message} {request}");
        }
        assert!(is_count("msg_7") && !is_count("msg_A7") && !is_count("msg_") && !is_count("7"));
        assert!(is_request("req_018EeWyXxfu5pfWkrYcMdjWG"));
        assert!(!is_request("req_1111_2026-11-10T10:00:10") && !is_request("msg_018EeWyXxfu5pfWkrYcMdjWG"));
        assert!(
            is_uuid("f1d8929b-051a-4142-a4c0-972cf2b41891")
                && !is_uuid("f1d8929b-051a-4142-a4c0-972cf2b4189")
        );
    }
}
