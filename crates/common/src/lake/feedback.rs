//! What people said of recommendations: one small object a person, under their
//! pseudonym.

use super::{Lake, LakeError, layout};
use crate::recommendation::{Feedback, PersonId};

impl Lake {
    /// A person's feedback; none from somebody who is not known.
    ///
    /// # Errors
    /// The store fails, or the object is damaged.
    pub async fn feedback(&self, person: PersonId) -> Result<Feedback, LakeError> {
        let stored = self.read_json(&layout::feedback(person)).await?;
        Ok(stored.map(|(feedback, _)| feedback).unwrap_or_default())
    }

    /// Changes a person's feedback and returns what is stored in the end. `change`
    /// is called again when another writer came first.
    ///
    /// # Errors
    /// The store fails, or the object is damaged.
    pub async fn update_feedback(
        &self,
        person: PersonId,
        change: impl Fn(&Feedback) -> Feedback,
    ) -> Result<Feedback, LakeError> {
        let stored = self
            .update_json(&layout::feedback(person), |stored: Option<&Feedback>| {
                let before = stored.cloned().unwrap_or_default();
                let after = change(&before);
                (after != before).then_some(after)
            })
            .await?;
        Ok(stored.unwrap_or_default())
    }

    /// Forgets a person.
    ///
    /// # Errors
    /// The store fails.
    pub async fn delete_feedback(&self, person: PersonId) -> Result<(), LakeError> {
        Ok(self.store.delete(&layout::feedback(person)).await?)
    }
}
