//! How many passwords are hashed at once. Each takes tens of milliseconds of a core and 19 MiB, so that without
//! a bound many senders together could use up the machine. Who comes when all places are taken waits a moment;
//! when too many wait already, or it takes too long, nothing is hashed. An address that nobody has waits in the
//! same line as one that signs in.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// How many wait for each place.
const WAITING: usize = 16;

/// How long somebody waits at most.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why nothing was hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashingError {
    /// Too many wait, or it took too long.
    #[error("too many passwords at once")]
    Crowded,
    /// The work was cut short.
    #[error("the work was cut short")]
    CutShort,
}

/// The places where passwords are hashed, and the line in front of them.
#[derive(Debug)]
pub struct Hashing {
    places: Arc<Semaphore>,
    line: Semaphore,
    patience: Duration,
}

impl Hashing {
    /// So many at once; so many wait, for at most so long.
    pub fn new(at_once: usize, waiting: usize, patience: Duration) -> Self {
        Self { places: Arc::new(Semaphore::new(at_once)), line: Semaphore::new(waiting), patience }
    }

    /// So many at once, with the usual line in front of them.
    pub fn at_once(at_once: usize) -> Self {
        Self::new(at_once, at_once * WAITING, PATIENCE)
    }

    /// Whether whoever comes now is turned away.
    pub fn is_crowded(&self) -> bool {
        self.places.available_permits() == 0 && self.line.available_permits() == 0
    }

    /// Hashes or checks a password where that holds up nobody else. Whoever goes away while it is done leaves
    /// the place taken until it is done.
    ///
    /// # Errors
    /// [`HashingError`]; then nothing was hashed.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashingError> {
        let place = if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            place
        } else {
            let _in_line = self.line.try_acquire().map_err(|_| HashingError::Crowded)?;
            let waited = tokio::time::timeout(self.patience, Arc::clone(&self.places).acquire_owned()).await;
            waited.map_err(|_| HashingError::Crowded)?.map_err(|_| HashingError::CutShort)?
        };
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        done.await.map_err(|_| HashingError::CutShort)
    }
}

impl Default for Hashing {
    /// Twice as many as there are cores.
    fn default() -> Self {
        Self::at_once(2 * std::thread::available_parallelism().map_or(1, std::num::NonZero::get))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use tokio::task::JoinHandle;

    /// Takes the only place there is until it is told to end.
    async fn occupied(hashing: &Arc<Hashing>) -> (mpsc::Sender<()>, JoinHandle<Result<(), HashingError>>) {
        let (end, ended) = mpsc::channel();
        let own = Arc::clone(hashing);
        let work = async move {
            own.run(move || {
                let _ = ended.recv();
            })
            .await
        };
        let first = tokio::spawn(work);
        while hashing.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        (end, first)
    }

    #[tokio::test]
    async fn who_finds_place_and_line_full_is_turned_away_at_once() {
        let hashing = Arc::new(Hashing::new(1, 1, Duration::from_mins(1)));
        let (end, first) = occupied(&hashing).await;
        let second = tokio::spawn({
            let hashing = Arc::clone(&hashing);
            async move { hashing.run(|| 2).await }
        });
        while hashing.line.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(hashing.run(|| 3).await, Err(HashingError::Crowded));
        end.send(()).unwrap();
        assert_eq!((first.await.unwrap(), second.await.unwrap()), (Ok(()), Ok(2)), "who waited comes next");
        assert_eq!(hashing.run(|| 4).await, Ok(4));
    }

    #[tokio::test]
    async fn nobody_waits_longer_than_their_patience() {
        let hashing = Arc::new(Hashing::new(1, 1, Duration::from_millis(5)));
        let (end, first) = occupied(&hashing).await;
        assert_eq!(hashing.run(|| 2).await, Err(HashingError::Crowded));
        first.abort();
        let _ = first.await;
        assert_eq!(hashing.run(|| 3).await, Err(HashingError::Crowded), "who goes away leaves the work behind");
        end.send(()).unwrap();
        while hashing.places.available_permits() == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(hashing.run(|| 4).await, Ok(4));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn no_more_are_hashed_at_once_than_there_are_places() {
        let hashing = Arc::new(Hashing::new(2, 64, Duration::from_mins(1)));
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let many = (0..32).map(|_| {
            let (hashing, now, most) = (Arc::clone(&hashing), Arc::clone(&now), Arc::clone(&most));
            tokio::spawn(async move {
                let work = move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(2));
                    now.fetch_sub(1, Ordering::SeqCst);
                };
                hashing.run(work).await
            })
        });
        for one in many.collect::<Vec<_>>() {
            assert_eq!(one.await.unwrap(), Ok(()));
        }
        assert_eq!(most.load(Ordering::SeqCst), 2);
    }
}
