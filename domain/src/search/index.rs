//! The index of some documents: for every pair of neighbouring characters, and for every character,
//! in which documents it stands and where.
//!
//! A list is bytes, made to be read from the front: for each document the distance from the one
//! before, then the places, each as the distance from the one before, then a zero. All numbers are at
//! least one (the first counts from one before the beginning) and are written seven bits to a byte,
//! lowest first, the top bit saying that more follow; so a zero byte is the end of a document's places
//! and nothing else. Of a single character only its first place is kept: nothing is put together from it.

use super::document::Document;
use super::fold::fold_each;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Rises when folding, the form of the lists or what is searched of a publication changes: an index of another format
/// is made anew.
pub const FORMAT: u32 = 2;

/// What a list is of: a character, or two neighbours. As a number it is unique, positive, and below
/// 2^42.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gram(pub i64);

impl Gram {
    /// Of one character.
    pub fn one(c: char) -> Self {
        Self(i64::from(u32::from(c)))
    }

    /// Of two neighbours.
    pub fn two(first: char, second: char) -> Self {
        Self((i64::from(u32::from(first)) << 21) | i64::from(u32::from(second)))
    }

    /// The place of a pair of ASCII among all of them.
    fn ascii_pair(self) -> Option<usize> {
        let (first, second) = (usize::try_from(self.0 >> 21).ok()?, usize::try_from(self.0 & 0x1f_ffff).ok()?);
        (first > 0 && first < ASCII && second < ASCII).then_some(first * ASCII + second)
    }
}

/// Makes the index of documents that are handed over one by one.
#[derive(Debug)]
pub struct Indexer {
    lists: Vec<(Gram, List)>,
    /// Where the list of a gram is.
    known: HashMap<Gram, usize, BuildHasherDefault<GramHasher>>,
    /// The same for pairs of ASCII, which English is made of; [`usize::MAX`] where there is none yet.
    known_ascii: Vec<usize>,
    /// In which document each character was met last.
    met: Vec<u32>,
    /// The document being read, from 1.
    document: u32,
    characters: Vec<char>,
    /// Bytes of all lists.
    size: usize,
}

impl Default for Indexer {
    fn default() -> Self {
        Self {
            lists: vec![],
            known: HashMap::default(),
            known_ascii: vec![usize::MAX; ASCII * ASCII],
            met: vec![],
            document: 0,
            characters: vec![],
            size: 0,
        }
    }
}

const ASCII: usize = 128;

#[derive(Debug, Default)]
struct List {
    bytes: Vec<u8>,
    document: u32,
    /// From 1; 0 is before the first.
    place: u32,
}

impl Indexer {
    /// Adds a document, numbered from 0 in the order they come. Answers where its title ends: what is
    /// found at an earlier place is found in the title.
    pub fn add(&mut self, document: &Document<'_>) -> u32 {
        let mut characters = std::mem::take(&mut self.characters);
        characters.clear();
        let put = |texts: &[Cow<'_, str>], characters: &mut Vec<char>| {
            for text in texts {
                fold_each(text, |c, _, _| characters.push(c));
                characters.push(' ');
            }
        };
        put(&document.title, &mut characters);
        let title_end = u32::try_from(characters.len()).unwrap_or(u32::MAX);
        put(&document.body, &mut characters);
        self.document += 1;
        let mut before = ' ';
        for (place, c) in (0_u32..).zip(characters.iter().copied()) {
            if c != ' ' {
                if self.is_first(c) {
                    self.size += self.list(Gram::one(c)).put(place + 1);
                }
                if before != ' ' {
                    self.size += self.list(Gram::two(before, c)).put(place);
                }
            }
            before = c;
        }
        self.characters = characters;
        title_end
    }

    /// The size of the lists made so far in bytes, about.
    pub const fn size(&self) -> usize {
        self.size
    }

    /// Counts a document that has nothing in it.
    pub fn skip(&mut self) {
        self.document += 1;
    }

    /// The lists, in the order of their grams.
    pub fn finish(self) -> Vec<(Gram, Vec<u8>)> {
        let mut lists: Vec<_> = self.lists.into_iter().map(|(gram, list)| (gram, list.finish())).collect();
        lists.sort_unstable_by_key(|(gram, _)| *gram);
        lists
    }

    /// Whether the character is met for the first time in the present document.
    fn is_first(&mut self, c: char) -> bool {
        let at = u32::from(c) as usize;
        if at >= self.met.len() {
            self.met.resize(at + 1, 0);
        }
        std::mem::replace(&mut self.met[at], self.document) != self.document
    }

    /// The list of a gram, open for the places of the present document.
    fn list(&mut self, gram: Gram) -> &mut List {
        let next = self.lists.len();
        let at = match gram.ascii_pair() {
            Some(pair) if self.known_ascii[pair] == usize::MAX => {
                self.known_ascii[pair] = next;
                next
            }
            Some(pair) => self.known_ascii[pair],
            None => *self.known.entry(gram).or_insert(next),
        };
        if at == next {
            self.lists.push((gram, List::default()));
        }
        let list = &mut self.lists[at].1;
        if list.document != self.document {
            list.begin(self.document);
        }
        list
    }
}

impl List {
    fn begin(&mut self, document: u32) {
        if self.document != 0 {
            self.bytes.push(0);
        }
        put_number(&mut self.bytes, document - self.document);
        self.document = document;
        self.place = 0;
    }

    /// `place` counts from 1. Answers by how many bytes the list grew.
    fn put(&mut self, place: u32) -> usize {
        let before = self.bytes.len();
        put_number(&mut self.bytes, place - self.place);
        self.place = place;
        self.bytes.len() - before
    }

    fn finish(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }
}

/// Puts the lists of one gram in several indexes together. `numbers` gives each document of each index
/// its new number, rising throughout; what has none is dropped.
pub fn appended<'a>(lists: impl IntoIterator<Item = (&'a [u8], &'a [Option<u32>])>) -> Vec<u8> {
    let (mut bytes, mut last) = (Vec::new(), 0);
    for (list, numbers) in lists {
        for (document, places) in Documents::of(list) {
            let number = usize::try_from(document).ok().and_then(|at| numbers.get(at).copied()).flatten();
            if let Some(number) = number.filter(|number| *number >= last) {
                put_number(&mut bytes, number + 1 - last);
                last = number + 1;
                bytes.extend_from_slice(places);
                bytes.push(0);
            }
        }
    }
    bytes
}

/// The documents of a list with their places as bytes.
pub(super) struct Documents<'a> {
    rest: &'a [u8],
    document: u32,
}

impl<'a> Documents<'a> {
    pub(super) const fn of(list: &'a [u8]) -> Self {
        Self { rest: list, document: 0 }
    }
}

impl<'a> Iterator for Documents<'a> {
    type Item = (u32, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let distance = take_number(&mut self.rest)?;
        self.document = self.document.checked_add(distance)?;
        let end = self.rest.iter().position(|byte| *byte == 0)?;
        let (places, rest) = self.rest.split_at(end);
        self.rest = &rest[1..];
        Some((self.document.checked_sub(1)?, places))
    }
}

/// Places of a gram in a document, rising.
pub(super) struct Places<'a> {
    rest: &'a [u8],
    place: u32,
}

impl<'a> Places<'a> {
    pub(super) const fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, place: 0 }
    }
}

impl Iterator for Places<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.place = self.place.checked_add(take_number(&mut self.rest)?)?;
        self.place.checked_sub(1)
    }
}

fn put_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number > 0x7f {
        bytes.push(low_bits(number) | 0x80);
        number >>= 7;
    }
    bytes.push(low_bits(number));
}

const fn low_bits(number: u32) -> u8 {
    number.to_le_bytes()[0] & 0x7f
}

/// `None` at the end, and where the bytes are not what an [`Indexer`] writes.
fn take_number(rest: &mut &[u8]) -> Option<u32> {
    let (mut number, mut shift) = (0_u32, 0_u32);
    loop {
        let (byte, others) = rest.split_first()?;
        *rest = others;
        number |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if *byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

/// Grams are numbers already; this only spreads them.
#[derive(Debug, Default)]
struct GramHasher(u64);

impl Hasher for GramHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number.cast_unsigned());
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(title: &'static str, body: &'static str) -> Document<'static> {
        Document { title: vec![Cow::Borrowed(title)], body: vec![Cow::Borrowed(body)] }
    }

    fn read(list: &[u8]) -> Vec<(u32, Vec<u32>)> {
        Documents::of(list).map(|(document, places)| (document, Places::of(places).collect())).collect()
    }

    #[test]
    fn a_list_says_where_its_pair_stands() {
        let mut indexer = Indexer::default();
        assert_eq!(indexer.add(&document("変更", "変更の変更")), 3);
        indexer.skip();
        indexer.add(&document("題", "変 更"));
        let lists: HashMap<_, _> = indexer.finish().into_iter().collect();
        assert_eq!(read(&lists[&Gram::two('変', '更')]), [(0, vec![0, 3, 6])]);
        assert_eq!(read(&lists[&Gram::one('変')]), [(0, vec![0]), (2, vec![2])]);
        assert!(!lists.contains_key(&Gram::two('更', '変')), "no pair reaches over a space");
    }

    #[test]
    fn numbers_of_any_size_come_back() {
        let mut bytes = vec![];
        let numbers = [1, 127, 128, 16_383, 16_384, u32::MAX];
        for number in numbers {
            put_number(&mut bytes, number);
        }
        assert!(!bytes.contains(&0));
        let mut rest = bytes.as_slice();
        assert_eq!(numbers.map(|_| take_number(&mut rest).unwrap()), numbers);
        assert_eq!(take_number(&mut rest), None);
        assert_eq!(take_number(&mut [0x80, 0x80, 0x80, 0x80, 0x80, 0x80].as_slice()), None);
    }

    #[test]
    fn lists_of_several_indexes_are_put_together_without_what_was_superseded() {
        let list = |documents: &[&'static str]| {
            let mut indexer = Indexer::default();
            for text in documents {
                indexer.add(&document(text, ""));
            }
            indexer.finish().into_iter().find(|(gram, _)| *gram == Gram::two('録', '音')).unwrap().1
        };
        let (first, second) = (list(&["録音", "別", "録音録音"]), list(&["録音"]));
        let joined = appended([
            (first.as_slice(), [None, Some(0), Some(1)].as_slice()),
            (second.as_slice(), [Some(2)].as_slice()),
        ]);
        assert_eq!(read(&joined), [(1, vec![0, 2]), (2, vec![0])]);
    }
}
