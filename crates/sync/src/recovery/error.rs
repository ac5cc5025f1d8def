//! Why a recovery did not go on. Nothing is changed in any of these cases.

/// Why a recovery did not go on; each has its own sentence for the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryError {
    /// The code of a sheet is mistyped.
    #[error("the code of sheet {0} is mistyped")]
    CodeMistyped(usize),
    /// Both codes are of one sheet.
    #[error("both codes are of one sheet")]
    SameSheet,
    /// The codes are not those that two sheets name for each other.
    #[error("the codes do not belong together")]
    CodesApart,
    /// The sheets are of another key than the one the laptop sealed to.
    #[error("the sheets are of another recovery key")]
    OtherKey,
    /// Not a request.
    #[error("not a request for recovery")]
    NotRequest,
    /// A newer program wrote it.
    #[error("the request or answer is of a newer program")]
    Newer,
    /// The request is not as the laptop wrote it.
    #[error("the request is not as the laptop wrote it")]
    RequestAltered,
    /// The answer is mistyped or cut.
    #[error("the answer is mistyped or not whole")]
    AnswerMistyped,
    /// The answer is for another laptop.
    #[error("the answer is for another laptop")]
    AnswerOtherLaptop,
    /// The answer is to an earlier request.
    #[error("the answer is to an earlier request")]
    AnswerEarlier,
    /// The answer is not as the station wrote it.
    #[error("the answer is not as the station wrote it")]
    AnswerAltered,
    /// No request waits for an answer: it was used, or never made.
    #[error("no request waits for an answer")]
    NoRequest,
    /// The laptop has not heard of a recovery key.
    #[error("the laptop has no recovery key of its station")]
    NotReady,
    /// What was recovered does not open this store.
    #[error("what was recovered is not the key of this store")]
    OtherStore,
    /// A key is none.
    #[error("a recovery key is unusable")]
    BadKey,
}

impl RecoveryError {
    /// Stable code, the key of the user's sentence (`error.…` in `assets/locales`).
    pub fn code(self) -> &'static str {
        match self {
            RecoveryError::CodeMistyped(_) => "recovery_code_mistyped",
            RecoveryError::SameSheet => "recovery_same_sheet",
            RecoveryError::CodesApart => "recovery_codes_apart",
            RecoveryError::OtherKey => "recovery_other_key",
            RecoveryError::NotRequest => "recovery_not_request",
            RecoveryError::Newer => "recovery_newer",
            RecoveryError::RequestAltered => "recovery_request_altered",
            RecoveryError::AnswerMistyped => "recovery_answer_mistyped",
            RecoveryError::AnswerOtherLaptop => "recovery_answer_other_laptop",
            RecoveryError::AnswerEarlier => "recovery_answer_earlier",
            RecoveryError::AnswerAltered => "recovery_answer_altered",
            RecoveryError::NoRequest => "recovery_no_request",
            RecoveryError::NotReady => "recovery_not_ready",
            RecoveryError::OtherStore => "recovery_other_store",
            RecoveryError::BadKey => "recovery_bad_key",
        }
    }
}
