//! Parts of a MIME letter, encoded (RFC 2045, RFC 2046).
