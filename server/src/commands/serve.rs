//! `kairan serve`: opens everything, publishes when configured to, answers and sends until it is told
//! to stop, then lets what is under way end.

use crate::clock::SystemClock;
use crate::mail::{Outbox, Sender};
use crate::publisher::{self, Publisher};
use crate::settings::Settings;
use crate::single_sign_on::SingleSignOn;
use crate::state::ServerState;
use crate::worker::MailWorker;
use crate::{router, secret_key, telemetry, watch};
use anyhow::Context;
use app::ssr::portal::{Portal, Site};
use axum::serve::ListenerExt;
use chrono::TimeDelta;
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How often is looked whether another node has published.
const LOOK_FOR_PUBLISH: Duration = Duration::from_secs(1);

/// How often sessions that are over, and failures to sign in that are long past, are deleted.
const SWEEP: Duration = Duration::from_hours(1);

/// How often is deleted what anybody can make many of: sign-ins under way, and who asked lately.
const SWEEP_OFTEN: Duration = Duration::from_secs(30);

/// How long a failure to sign in is kept.
const FAILURES_KEPT: TimeDelta = TimeDelta::days(1);

/// How long a window of the API's limits is kept; they are of a minute.
const WINDOWS_KEPT: TimeDelta = TimeDelta::minutes(10);

/// How long what is under way may take to end after the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until SIGTERM or Ctrl-C.
pub async fn run(settings: Settings, watches: bool) -> anyhow::Result<ExitCode> {
    telemetry::begin()?;
    let store = super::open_store(&settings).await?;
    // What an author tries out is never sent to anyone.
    let outbox = if watches { Outbox::mailbox(&settings.mail)? } else { Outbox::new(&settings.mail)? };
    let sender = Sender::new(&settings).context("mail.from_address")?;
    let site = Site {
        public_url: settings.server.public_url.clone(),
        mailbox: matches!(outbox, Outbox::Mailbox(_)).then(|| settings.mail.mailbox.clone()),
        watches,
        key: secret_key::load_or_make(&settings.secrets.key_file)?,
        trusted_proxies: settings.server.trusted_proxies.clone(),
    };
    let portal = Portal::open(store, Arc::new(SystemClock), site).await.context("cannot load what stands")?;
    let portal = portal.with_sessions(settings.sessions);
    let wake = Arc::new(Notify::new());
    let publisher = Publisher { portal: portal.clone(), wake: Arc::clone(&wake) };
    let stop = CancellationToken::new();
    let mut tasks = JoinSet::new();
    if settings.content.publish_on_start {
        let publishing = publish(publisher.clone(), settings.content.dir.clone());
        // What stands is served while the content is read; where nothing stands yet, the content comes first.
        if portal.catalogue().is_empty() {
            publishing.await;
        } else {
            tasks.spawn(publishing);
        }
    }
    // What has begun by itself while no server ran is seen on the first page already.
    publisher::record_due(&portal).await.context("cannot record what has begun by itself")?;

    let single_sign_on = SingleSignOn::new(&settings)?;
    let state = ServerState::new(portal.clone(), &settings.server.site, stop.clone())?
        .with_api(&settings.api)
        .with_limits(&settings.limits)
        .with_single_sign_on(single_sign_on);
    tasks.spawn(make_providers_ready(state.clone(), stop.clone()));
    tasks.spawn(look_for_publish(portal.clone(), Arc::clone(&wake), stop.clone()));
    tasks.spawn(sweep(portal.clone(), stop.clone()));
    tasks.spawn(sweep_often(state.clone(), stop.clone()));
    tasks.spawn(MailWorker::new(portal, outbox, sender, wake)?.run(stop.clone()));
    if let Some(reload) = state.reload.clone() {
        let (dir, stop) = (settings.content.dir.clone(), stop.clone());
        tasks.spawn(async move {
            if let Err(error) = watch::watch(&dir, &publisher, &reload, &stop).await {
                tracing::error!(error = format!("{error:#}"), "the content is not watched");
            }
        });
    }

    let address = settings.server.address;
    let listener =
        TcpListener::bind(address).await.with_context(|| format!("server.address: cannot listen on {address}"))?;
    println!("Kairan listens on http://{}", listener.local_addr()?);
    stop_on_signal(stop.clone())?;
    answer(listener, state, stop, tasks).await?;
    Ok(ExitCode::SUCCESS)
}

/// Answers until it is told to stop, and then for at most [`GRACE`] longer.
async fn answer(
    listener: TcpListener,
    state: ServerState,
    stop: CancellationToken,
    mut tasks: JoinSet<()>,
) -> anyhow::Result<()> {
    // Answers are written whole: there is nothing to wait for.
    let listener = listener.tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    let router = router::build(state);
    let service = axum::ServiceExt::<axum::extract::Request>::into_make_service_with_connect_info::<SocketAddr>(router);
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    let ended = async {
        let served = serving.into_future().await;
        while tasks.join_next().await.is_some() {}
        served
    };
    let overdue = async {
        stop.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = ended => ended.context("the server failed")?,
        () = overdue => tracing::warn!("stopped with work under way; it will be taken up again"),
    }
    Ok(())
}

/// Publishes; a mistake in the content keeps nothing that stands from being served.
async fn publish(publisher: Publisher, dir: PathBuf) {
    match publisher.publish(&dir).await {
        Ok(summary) => tracing::info!(%summary, "published"),
        Err(error) => tracing::error!(error = format!("{error:#}"), "the content was not published"),
    }
}

fn stop_on_signal(stop: CancellationToken) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        stop.cancel();
    });
    Ok(())
}

/// Takes up what another node or a command has published or recorded, and records what is due by itself.
async fn look_for_publish(portal: Portal, wake: Arc<Notify>, stop: CancellationToken) {
    let mut is_reachable = true;
    while stop.run_until_cancelled(tokio::time::sleep(LOOK_FOR_PUBLISH)).await.is_some() {
        let looked = async {
            let has_changed = portal.refresh().await?;
            Ok::<_, store::StoreError>(publisher::record_due(&portal).await? || has_changed)
        };
        match looked.await {
            Ok(has_changed) => {
                if has_changed {
                    tracing::info!(
                        catalogue.version = portal.catalogue().version,
                        "something was published or recorded"
                    );
                    wake.notify_one();
                }
                is_reachable = true;
            }
            // Said once, not every second.
            Err(error) if is_reachable => {
                tracing::error!(error = %error, "the database cannot be asked; what stands is still served");
                is_reachable = false;
            }
            Err(_) => {}
        }
    }
}

/// Asks the providers to describe themselves, so that an operator sees at once who cannot be reached.
async fn make_providers_ready(state: ServerState, stop: CancellationToken) {
    for provider in &state.single_sign_on.providers {
        let key = &provider.settings.key;
        match stop.run_until_cancelled(provider.make_ready(state.portal.clock.now())).await {
            None => return,
            Some(Ok(())) => tracing::info!(oidc.provider = %key, "a provider is ready"),
            Some(Err(trouble)) => {
                tracing::warn!(oidc.provider = %key, oidc.trouble = %trouble, "a provider cannot be asked; it will be again");
            }
        }
    }
}

/// Deletes what is over.
async fn sweep(portal: Portal, stop: CancellationToken) {
    loop {
        let now = portal.clock.now();
        let swept = async {
            portal.store.sweep_sessions(now).await?;
            portal.store.sweep_answers(now).await?;
            portal.store.sweep_rate_windows(now - WINDOWS_KEPT).await?;
            portal.store.sweep_links(now).await?;
            portal.store.sweep_sign_in_failures(now - FAILURES_KEPT).await
        };
        if let Err(error) = swept.await {
            tracing::warn!(error = %error, "what is over could not be deleted");
        }
        if stop.run_until_cancelled(tokio::time::sleep(SWEEP)).await.is_none() {
            return;
        }
    }
}

/// Deletes and forgets what anybody can make many of.
async fn sweep_often(state: ServerState, stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(SWEEP_OFTEN)).await.is_some() {
        state.limits.forget();
        if let Err(error) = state.portal.store.sweep_sign_ins(state.portal.clock.now()).await {
            tracing::warn!(error = %error, "sign-ins that are over could not be deleted");
        }
    }
}
