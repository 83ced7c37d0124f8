//! Reading the model sections that `tools/model/lexicon.py` writes: little-endian numbers, counted lists and strings.

/// Why a section of the model cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LexiconError {
    /// The section ends before its last item.
    #[error("the section ends early, at byte {0}")]
    Truncated(usize),
    /// A string is not UTF-8.
    #[error("the string at byte {0} is not UTF-8")]
    NotUtf8(usize),
    /// A number points outside of the table it indexes, or is not one of the values known.
    #[error("the number at byte {0} is out of range")]
    OutOfRange(usize),
    /// Bytes are left over after the last item.
    #[error("{0} bytes follow the last item of the section")]
    Trailing(usize),
}

/// A cursor over one section.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], LexiconError> {
        let end = self.at.checked_add(count).ok_or(LexiconError::Truncated(self.at))?;
        let taken = self.bytes.get(self.at..end).ok_or(LexiconError::Truncated(self.at))?;
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], LexiconError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, LexiconError> {
        Ok(self.array::<1>()?[0])
    }

    pub(crate) fn u16(&mut self) -> Result<u16, LexiconError> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, LexiconError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, LexiconError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(crate) fn str(&mut self) -> Result<&'a str, LexiconError> {
        let length = self.u16()?;
        let at = self.at;
        std::str::from_utf8(self.take(usize::from(length))?).map_err(|_| LexiconError::NotUtf8(at))
    }

    /// A counted list. A count that the rest of the section cannot hold is refused before anything is allocated.
    pub(crate) fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, LexiconError>,
    ) -> Result<Vec<T>, LexiconError> {
        let count = self.u32()? as usize;
        if count > self.bytes.len() - self.at {
            return Err(LexiconError::Truncated(self.at));
        }
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(item(self)?);
        }
        Ok(items)
    }

    pub(crate) fn finish(self) -> Result<(), LexiconError> {
        match self.bytes.len() - self.at {
            0 => Ok(()),
            left => Err(LexiconError::Trailing(left)),
        }
    }
}

/// A set of characters: a bitmap for ASCII and sorted ranges for the rest.
#[derive(Debug, Clone)]
pub(crate) struct CharSet {
    ascii: u128,
    ranges: Box<[(u32, u32)]>,
}

impl CharSet {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, LexiconError> {
        let ranges = reader.list(|reader| Ok((reader.u32()?, reader.u32()?)))?;
        let mut ascii = 0u128;
        for &(first, last) in &ranges {
            for point in first..=last.min(127) {
                ascii |= 1 << point;
            }
        }
        Ok(Self { ascii, ranges: ranges.into() })
    }

    pub(crate) fn contains(&self, character: char) -> bool {
        let point = u32::from(character);
        if point < 128 {
            return self.ascii >> point & 1 == 1;
        }
        let index = self.ranges.partition_point(|&(_, last)| last < point);
        self.ranges.get(index).is_some_and(|&(first, _)| first <= point)
    }

    /// True when a character beyond ASCII belongs to the set.
    pub(crate) fn has_non_ascii(&self) -> bool {
        self.ranges.last().is_some_and(|&(_, last)| last >= 128)
    }
}
