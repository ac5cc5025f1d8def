//! The station's order to a laptop that is out of service to erase itself. It comes with the refusal of a request, and is signed, so that
//! nobody else gives it.

use audit::verify;
use data_encoding::HEXLOWER;

use crate::courier::SecretKeys;

/// Header of a refusal with the order.
pub const WIPE_HEADER: &str = "x-beatbook-wipe";

/// The order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// When it was given, ms, by the station's clock.
    pub at: i64,
    /// Whether the laptop is in foreign hands: then at once, without handing in what it has.
    pub stolen: bool,
    signature: String,
}

impl Order {
    /// An order for a laptop.
    pub fn sign(keys: &SecretKeys, device: &str, stolen: bool, at: i64) -> Order {
        let mut order = Order {
            at,
            stolen,
            signature: String::new(),
        };
        order.signature = HEXLOWER.encode(&keys.sign(&order.message(device)));
        order
    }

    /// Whether the station with this public key (hexadecimal) gave it to this laptop.
    pub fn is_by(&self, key: &str, device: &str) -> bool {
        verify(key, &self.message(device), &self.signature)
    }

    /// As the header's value.
    pub fn to_header(&self) -> String {
        let Order {
            at,
            stolen,
            signature,
        } = self;
        format!("{at}.{}.{signature}", u8::from(*stolen))
    }

    /// Reads the header's value.
    pub fn parse(header: &str) -> Option<Order> {
        let mut parts = header.splitn(3, '.');
        Some(Order {
            at: parts.next()?.parse().ok()?,
            stolen: match parts.next()? {
                "0" => false,
                "1" => true,
                _ => return None,
            },
            signature: parts.next()?.to_owned(),
        })
    }

    fn message(&self, device: &str) -> Vec<u8> {
        let Order { at, stolen, .. } = self;
        format!("beatbook wipe 1\0{device}\0{stolen}\0{at}").into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_for_one_laptop_and_says_what_it_said() {
        let keys = SecretKeys::from_random(&[1; 64]);
        let key = keys.public().sign;
        let order = Order::sign(&keys, "laptop", false, 1_000);
        let read = Order::parse(&order.to_header()).unwrap();
        assert_eq!(read, order);
        assert!(read.is_by(&key, "laptop") && !read.is_by(&key, "another"));
        let worse = Order {
            stolen: true,
            ..order
        };
        assert!(!worse.is_by(&key, "laptop"));
        assert_eq!(Order::parse("1000.2.aa"), None);
    }
}
