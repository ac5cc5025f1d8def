//! The Merkle tree of RFC 6962, section 2.1: growing it, and proving that it only grew. Nodes over 2^level leaves never change once they
//! are whole, so they are kept one by one; all else follows from them. What a proof says is checked by a library, not by this code.

use ct_merkle::{ConsistencyProof, RootHash};
use sha2::Sha256;

use crate::hash::Hash;

/// A whole node: over the leaves `place << level` to `(place + 1) << level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// Height; 0 is a leaf.
    pub level: u32,
    /// Which of its level, from 0.
    pub place: u64,
    /// Its hash.
    pub hash: Hash,
}

/// Where whole nodes are kept.
pub trait Nodes {
    /// Why one could not be read.
    type Error;
    /// Hash of a whole node.
    ///
    /// # Errors
    /// If it is not there or cannot be read.
    fn node(&self, level: u32, place: u64) -> Result<Hash, Self::Error>;
}

/// The right edge of a tree: what appending needs of it.
#[derive(Debug, Clone, Default)]
pub struct Frontier {
    size: u64,
    /// Roots of the whole subtrees, one for each bit of `size`, largest first.
    peaks: Vec<Hash>,
}

fn leaf(entry: &[u8]) -> Hash {
    Hash::of(&[&[0], entry])
}

fn over(left: Hash, right: Hash) -> Hash {
    Hash::of(&[&[1], &left.0, &right.0])
}

impl Frontier {
    /// The edge of a tree of this many entries.
    ///
    /// # Errors
    /// If a node cannot be read.
    pub fn load<N: Nodes>(nodes: &N, size: u64) -> Result<Frontier, N::Error> {
        let mut peaks = Vec::new();
        let mut begin = 0;
        for level in (0..64).rev().filter(|level| size >> level & 1 == 1) {
            peaks.push(nodes.node(level, begin >> level)?);
            begin += 1 << level;
        }
        Ok(Frontier { size, peaks })
    }

    /// Entries in the tree.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends an entry; the nodes that this makes whole, the leaf first.
    pub fn append(&mut self, entry: &[u8]) -> Vec<Node> {
        let (mut hash, mut place) = (leaf(entry), self.size);
        let mut whole = vec![Node {
            level: 0,
            place,
            hash,
        }];
        while place & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            hash = over(left, hash);
            place >>= 1;
            whole.push(Node {
                level: whole.len() as u32,
                place,
                hash,
            });
        }
        self.peaks.push(hash);
        self.size += 1;
        whole
    }

    /// Root over all entries.
    pub fn root(&self) -> Hash {
        let folded = self.peaks.iter().rev().copied();
        folded
            .reduce(|right, left| over(left, right))
            .unwrap_or_else(|| Hash::of(&[]))
    }
}

/// The proof that the tree of `new` entries begins with the tree of `old` (RFC 6962, section 2.1.2).
///
/// # Errors
/// If a node cannot be read.
pub fn consistency<N: Nodes>(nodes: &N, old: u64, new: u64) -> Result<Vec<Hash>, N::Error> {
    let mut proof = Vec::new();
    if old > 0 && old < new {
        subproof(nodes, (0, new), old, true, &mut proof)?;
    }
    Ok(proof)
}

fn subproof<N: Nodes>(
    nodes: &N,
    (begin, end): (u64, u64),
    old: u64,
    is_root: bool,
    proof: &mut Vec<Hash>,
) -> Result<(), N::Error> {
    if old == end {
        if !is_root {
            proof.push(range(nodes, begin, end)?);
        }
        return Ok(());
    }
    let middle = begin + split(end - begin);
    if old <= middle {
        subproof(nodes, (begin, middle), old, is_root, proof)?;
        proof.push(range(nodes, middle, end)?);
    } else {
        subproof(nodes, (middle, end), old, false, proof)?;
        proof.push(range(nodes, begin, middle)?);
    }
    Ok(())
}

/// Largest power of two below a number of leaves greater than 1.
fn split(leaves: u64) -> u64 {
    1 << (63 - (leaves - 1).leading_zeros())
}

fn range<N: Nodes>(nodes: &N, begin: u64, end: u64) -> Result<Hash, N::Error> {
    let leaves = end - begin;
    if leaves.is_power_of_two() {
        let level = leaves.trailing_zeros();
        return nodes.node(level, begin >> level);
    }
    let middle = begin + split(leaves);
    Ok(over(
        range(nodes, begin, middle)?,
        range(nodes, middle, end)?,
    ))
}

/// Whether a proof shows that the tree with the root `new` begins with the tree with the root `old`; each with its number of entries.
pub fn adds_only(old: (u64, Hash), new: (u64, Hash), proof: &[Hash]) -> bool {
    if old.0 == 0 || old.0 >= new.0 {
        return old.0 == 0 || old == new;
    }
    let root = |(size, hash): (u64, Hash)| RootHash::<Sha256>::new(hash.0.into(), size);
    let bytes = proof.iter().flat_map(|hash| hash.0).collect();
    ConsistencyProof::try_from_bytes(bytes)
        .and_then(|proof| root(new).verify_consistency(&root(old), &proof))
        .is_ok()
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::HashMap;

    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use proptest::prelude::*;

    use super::*;

    /// Nodes in memory.
    #[derive(Default)]
    pub(crate) struct Kept(HashMap<(u32, u64), Hash>);

    impl Kept {
        pub(crate) fn keep(&mut self, nodes: Vec<Node>) {
            let nodes = nodes.into_iter();
            self.0
                .extend(nodes.map(|node| ((node.level, node.place), node.hash)));
        }
    }

    impl Nodes for Kept {
        type Error = String;
        fn node(&self, level: u32, place: u64) -> Result<Hash, String> {
            let found = self.0.get(&(level, place)).copied();
            found.ok_or_else(|| format!("node {level}/{place} is not whole"))
        }
    }

    fn grown(entries: usize) -> (Kept, Vec<Hash>) {
        let (mut kept, mut frontier) = (Kept::default(), Frontier::default());
        let mut roots = vec![frontier.root()];
        for number in 0..entries {
            kept.keep(frontier.append(&number.to_be_bytes()));
            roots.push(frontier.root());
        }
        (kept, roots)
    }

    /// Leaves and roots of the test tree that Certificate Transparency's implementations share.
    #[test]
    fn the_roots_are_those_of_the_published_test_tree() {
        let leaves = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut frontier = Frontier::default();
        for (leaf, root) in leaves.iter().zip(roots) {
            frontier.append(&data_encoding::HEXLOWER.decode(leaf.as_bytes()).unwrap());
            assert_eq!(frontier.root().to_string(), root);
        }
    }

    #[test]
    fn every_tree_up_to_130_entries_proves_every_beginning() {
        let (kept, roots) = grown(130);
        for new in 1..roots.len() {
            let size = new as u64;
            assert_eq!(Frontier::load(&kept, size).unwrap().root(), roots[new]);
            for old in 0..=new {
                let proof = consistency(&kept, old as u64, size).unwrap();
                let (old, new) = ((old as u64, roots[old]), (size, roots[new]));
                assert!(adds_only(old, new, &proof), "{old:?} {new:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(6962), ..ProptestConfig::default() })]

        #[test]
        fn roots_are_those_of_the_library(count in 1usize..400) {
            let (_, roots) = grown(count);
            let mut theirs = MemoryBackedTree::<Sha256, [u8; 8]>::new();
            for number in 0..count {
                theirs.push(number.to_be_bytes());
            }
            let root = theirs.root();
            prop_assert_eq!(&roots[count].0[..], root.as_bytes().as_slice());
        }

        #[test]
        fn a_tree_that_changed_an_old_entry_proves_nothing(old in 1usize..200, added in 0usize..200, changed: prop::sample::Index) {
            let changed = changed.index(old);
            let (_, honest) = grown(old);
            let (mut kept, mut frontier) = (Kept::default(), Frontier::default());
            for number in 0..old + added {
                let entry = if number == changed { usize::MAX } else { number };
                kept.keep(frontier.append(&entry.to_be_bytes()));
            }
            let proof = consistency(&kept, old as u64, (old + added) as u64).unwrap();
            let new = ((old + added) as u64, frontier.root());
            prop_assert!(!adds_only((old as u64, honest[old]), new, &proof));
        }
    }
}
