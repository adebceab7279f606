//! Every page's address, once: the language prefix is taken off before the router looks.

use crate::pages;
use crate::ssr::page_request::PageRequest;
use domain::publication::{PublicationKey, PublicationKind};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

/// The pages.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=pages::not_found::NotFoundPage>
                <Route path=path!("/") view=pages::home::HomePage ssr=SsrMode::Async/>
                <Route path=path!("/notices") view=pages::notices::NoticesPage ssr=SsrMode::Async/>
                <Route path=path!("/notices/:name") view=pages::notice::NoticePage ssr=SsrMode::Async/>
                <Route path=path!("/notices/:name/revisions/:number") view=pages::past_revision::PastRevisionPage ssr=SsrMode::Async/>
                <Route path=path!("/notices/:name/compare") view=pages::choose_revisions::ChooseRevisionsPage ssr=SsrMode::Async/>
                <Route path=path!("/notices/:name/compare/:earlier/:later") view=pages::compare::ComparePage ssr=SsrMode::Async/>
                <Route path=path!("/calendar") view=pages::calendar::CalendarPage ssr=SsrMode::Async/>
                <Route path=path!("/policies") view=pages::policies::PoliciesPage ssr=SsrMode::Async/>
                <Route path=path!("/policies/:name") view=pages::policy::PolicyPage ssr=SsrMode::Async/>
                <Route path=path!("/policies/:name/versions/:number") view=pages::past_revision::PastRevisionPage ssr=SsrMode::Async/>
                <Route path=path!("/policies/:name/compare") view=pages::choose_revisions::ChooseRevisionsPage ssr=SsrMode::Async/>
                <Route path=path!("/policies/:name/compare/:earlier/:later") view=pages::compare::ComparePage ssr=SsrMode::Async/>
                <Route path=path!("/disclosures") view=pages::disclosures::DisclosuresPage ssr=SsrMode::Async/>
                <Route path=path!("/disclosures/:name") view=pages::disclosure::DisclosurePage ssr=SsrMode::Async/>
                <Route path=path!("/disclosures/:name/versions/:number") view=pages::past_revision::PastRevisionPage ssr=SsrMode::Async/>
                <Route path=path!("/disclosures/:name/compare") view=pages::choose_revisions::ChooseRevisionsPage ssr=SsrMode::Async/>
                <Route path=path!("/disclosures/:name/compare/:earlier/:later") view=pages::compare::ComparePage ssr=SsrMode::Async/>
                <Route path=path!("/acknowledgements") view=pages::acknowledgements::AcknowledgementsPage ssr=SsrMode::Async/>
                <Route path=path!("/tokens") view=pages::tokens::TokensPage ssr=SsrMode::Async/>
                <Route path=path!("/api") view=pages::api::ApiPage ssr=SsrMode::Async/>
                <Route path=path!("/subscriptions") view=pages::subscriptions::SubscriptionsPage ssr=SsrMode::Async/>
                <Route path=path!("/unsubscribe/:subscription/:tag") view=pages::unsubscribe::UnsubscribePage ssr=SsrMode::Async/>
                <Route path=path!("/search") view=pages::search::SearchPage ssr=SsrMode::Async/>
                <Route path=path!("/shortcuts") view=pages::shortcuts::ShortcutsPage ssr=SsrMode::Async/>
                <Route path=path!("/people") view=pages::people::PeoplePage ssr=SsrMode::Async/>
                <Route path=path!("/audit") view=pages::audit::AuditTrailPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=pages::account::AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/account/second-factor") view=pages::account::SecondFactorPage ssr=SsrMode::Async/>
                <Route path=path!("/invitations/:token") view=pages::links::InvitationPage ssr=SsrMode::Async/>
                <Route path=path!("/reset-password") view=pages::links::AskPasswordResetPage ssr=SsrMode::Async/>
                <Route path=path!("/reset-password/:token") view=pages::links::ResetPasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/second-step") view=pages::links::SecondStepPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/tenants") view=pages::staff_tenants::StaffTenantsPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/tenants/:name") view=pages::staff_tenants::StaffTenantPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/import-tenants") view=pages::staff_tenants::StaffImportTenantsPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/audit") view=pages::audit::StaffAuditTrailPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=pages::sign_in::SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/staff") view=pages::staff::StaffPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/preview") view=pages::staff_preview::StaffPreviewPage ssr=SsrMode::Async/>
                <Route path=path!("/preview/:token") view=pages::preview::PreviewPage ssr=SsrMode::Async/>
                <Route path=path!("/preview/:token/mail") view=pages::preview::PreviewMailPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/notices/:name") view=pages::staff_notice::StaffNoticePage ssr=SsrMode::Async/>
                <Route path=path!("/staff/mailbox") view=pages::staff_mailbox::StaffMailboxPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/mailbox/:name") view=pages::staff_mailbox::StaffMailPage ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}

/// Whether a page has an island, and so needs a script: only the page of a publication that the
/// signed-in viewer has not read yet.
pub fn has_island(request: &PageRequest) -> bool {
    request.viewer.user().is_some()
        && publication_at(&request.path)
            .and_then(|key| request.catalogue.find(&request.viewer, request.now, &key))
            .is_some_and(|publication| !request.is_read(&publication))
}

/// The publication whose own page has this path.
fn publication_at(path: &str) -> Option<PublicationKey> {
    let mut parts = path.strip_prefix('/')?.split('/');
    let kind = match parts.next()? {
        "notices" => PublicationKind::Notice,
        "disclosures" => PublicationKind::Disclosure,
        "policies" => PublicationKind::Policy,
        _ => return None,
    };
    let key = PublicationKey::parse(kind, parts.next()?).ok()?;
    parts.next().is_none().then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_publications_own_page_is_its_page() {
        assert!(publication_at("/notices/SC-2026-0042").is_some());
        assert!(publication_at("/policies/information-security").is_some());
        assert!(publication_at("/notices/SC-2026-0042/revisions/1").is_none());
        assert!(publication_at("/notices/nonsense").is_none());
        assert!(publication_at("/").is_none());
    }
}
