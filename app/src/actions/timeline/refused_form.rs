//! What staff typed into a form that was refused, on its way back to the form, so that nobody types it again. It travels
//! as `shown_once` says; what is too much for a cookie is left out, the last texts first.

use crate::actions::shown_once::ShownOnce;
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use serde::{Deserialize, Serialize};

/// The most bytes that fit into a cookie once they are sealed and in base64: browsers keep 4,096 with its name.
const LONGEST: usize = 3_000;

/// The fields of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedForm {
    pub notice: String,
    pub verb: String,
    pub start: String,
    pub end: String,
    pub message: String,
    pub message_en: String,
    pub lead_time_exception: String,
    pub lead_time_exception_en: String,
}

impl RefusedForm {
    /// Sends it along with the answer.
    ///
    /// # Errors
    /// As [`ShownOnce::send`].
    pub fn send(self, request: &PageRequest) -> Result<(), AppError> {
        let form = self.shortened().json();
        if form.len() > LONGEST { Ok(()) } else { ShownOnce::RefusedForm.send(request, &form) }
    }

    /// What came along with the request, where it is of this notice.
    pub fn take(request: &PageRequest, notice: &str) -> Option<Self> {
        let form: Self = serde_json::from_str(&ShownOnce::RefusedForm.take(request)?).ok()?;
        (form.notice == notice).then_some(form)
    }

    fn shortened(mut self) -> Self {
        let texts: [fn(&mut Self) -> &mut String; 4] = [
            |form| &mut form.lead_time_exception_en,
            |form| &mut form.lead_time_exception,
            |form| &mut form.message_en,
            |form| &mut form.message,
        ];
        for text in texts {
            if self.json().len() > LONGEST {
                text(&mut self).clear();
            }
        }
        self
    }

    fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_for_a_cookie_is_left_out_from_the_last() {
        let form = |message: usize, english: usize| RefusedForm {
            message: "文".repeat(message),
            message_en: "a".repeat(english),
            lead_time_exception: "理由".to_owned(),
            ..RefusedForm::default()
        };
        assert_eq!(form(300, 600).shortened(), form(300, 600));
        let kept = form(800, 1_000).shortened();
        assert_eq!((kept.message.chars().count(), kept.message_en.len(), kept.lead_time_exception.len()), (800, 0, 0));
        assert_eq!(form(1_000, 0).shortened().message, "", "the longest there can be does not fit with the rest");
    }
}
