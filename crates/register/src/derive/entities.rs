//! Nodes into entities.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, Transaction, params};

use crate::identity::{Node, anchor, digest};
use crate::{Error, finding, review, store};

/// A node's row, and what changed its entity when it joined.
pub(crate) struct Joined {
    pub(crate) node: i64,
    /// Where entities became one: the nodes of all of them but the largest.
    pub(crate) moved: Vec<i64>,
}

/// The row of a node; it is written, compared within its blocks and made a member of its entity if it is new.
pub(crate) fn join(
    transaction: &Transaction<'_>,
    operation: i64,
    node: &Node,
    jurisdiction: Option<&str>,
) -> Result<Joined, Error> {
    let key = node.key();
    let known: Option<i64> = transaction
        .prepare_cached("SELECT row FROM node WHERE key = ?1")?
        .query_row([&key], |row| row.get(0))
        .optional()?;
    if let Some(row) = known
        && store::entity_of(transaction, row)?.is_some()
    {
        return Ok(Joined { node: row, moved: Vec::new() });
    }
    let blocks = node.blocks();
    let row = match known {
        // An earlier reading knew it, and it was closed since.
        Some(row) => row,
        None => {
            transaction
                .prepare_cached("INSERT INTO node (kind, key, jurisdiction, name, data) VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![node.kind(), key, jurisdiction, node.name(), store::json(node)?])?;
            let row = transaction.last_insert_rowid();
            finding::call(transaction, row, node)?;
            row
        }
    };
    let mut entities = BTreeSet::new();
    let mut compared = BTreeSet::new();
    for block in &blocks {
        let others: Vec<(i64, String)> = transaction
            .prepare_cached(
                "SELECT block.node, member.entity FROM block JOIN member ON member.node = block.node AND member.op_to IS NULL
                 WHERE block.key = ?1",
            )?
            .query_map([block], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let mut data = transaction.prepare_cached("SELECT data FROM node WHERE row = ?1")?;
        for (other, entity) in others {
            if !entities.contains(&entity) && compared.insert(other) {
                let data: String = data.query_row([other], |row| row.get(0))?;
                if node.same(&store::parse("node", other, &data)?).is_some() {
                    entities.insert(entity);
                }
            }
        }
        transaction
            .prepare_cached("INSERT OR IGNORE INTO block (key, node) VALUES (?1, ?2)")?
            .execute(params![block, row])?;
    }
    for other in review::merged_with(transaction, anchor(&key))? {
        entities.extend(entity_of_key(transaction, &other)?);
    }
    let own = entity_id(node.kind(), &key);
    let target = entities.iter().chain([&own]).min().cloned().unwrap_or(own);
    become_member(transaction, operation, row, &target)?;
    let mut parts = Vec::new();
    for entity in &entities {
        let part: Vec<i64> = store::nodes_of(transaction, entity)?;
        if *entity != target {
            for member in &part {
                become_member(transaction, operation, *member, &target)?;
            }
        }
        parts.push(part);
    }
    // What two entities held bears on each other: it is enough to look at the smaller one.
    parts.sort_by_key(Vec::len);
    parts.pop();
    let moved = parts.concat();
    // Decisions to keep things apart are honoured by grouping anew, where pairs are looked at one by one.
    if review::any_split(transaction)? && !entities.is_empty() {
        regroup(transaction, operation, &target)?;
    }
    Ok(Joined { node: row, moved })
}

/// The entity that the node of a key belongs to now.
pub(crate) fn entity_of_key(transaction: &Transaction<'_>, key: &str) -> Result<Option<String>, Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT member.entity FROM node JOIN member ON member.node = node.row AND member.op_to IS NULL
             WHERE node.key = ?1 OR (node.key > ?1 || '#' AND node.key < ?1 || '$')",
        )?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

/// Named after the least of its members by id, so that the order of reading does not show.
fn entity_id(kind: &str, key: &str) -> String {
    format!("{}-{}", &kind[..1], digest(anchor(key), 5))
}

/// Moves a node to an entity, if it is not in it.
pub(crate) fn become_member(
    transaction: &Transaction<'_>,
    operation: i64,
    node: i64,
    entity: &str,
) -> Result<(), Error> {
    match store::entity_of(transaction, node)? {
        Some(present) if present == entity => return Ok(()),
        Some(_) => {
            transaction
                .prepare_cached("UPDATE member SET op_to = ?2 WHERE node = ?1 AND op_to IS NULL")?
                .execute(params![node, operation])?;
        }
        None => {}
    }
    transaction
        .prepare_cached("INSERT INTO member (node, entity, op_from) VALUES (?1, ?2, ?3)")?
        .execute(params![node, entity, operation])?;
    Ok(())
}

/// Finds the connected components of what was one entity, after a member left or a reviewer decided. Returns the entities
/// it is now.
pub(crate) fn regroup(transaction: &Transaction<'_>, operation: i64, entity: &str) -> Result<Vec<String>, Error> {
    let members = store::members(transaction, entity)?;
    let mut nodes = Vec::with_capacity(members.len());
    for (row, key, data) in &members {
        nodes.push((*row, key.as_str(), store::parse::<Node>("node", *row, data)?));
    }
    let apart = review::split_pairs(transaction)?;
    let together = review::merged_pairs(transaction)?;
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, (_, _, node)) in nodes.iter().enumerate() {
        for block in node.blocks() {
            blocks.entry(block).or_default().push(index);
        }
    }
    let mut component: Vec<usize> = (0..nodes.len()).collect();
    fn root(component: &mut [usize], mut index: usize) -> usize {
        while component[index] != index {
            component[index] = component[component[index]];
            index = component[index];
        }
        index
    }
    let pairs = blocks.values().flat_map(|indices| {
        indices.iter().enumerate().flat_map(move |(at, one)| indices[at + 1..].iter().map(move |two| (*one, *two)))
    });
    for (one, two) in pairs {
        let names = |a: usize, b: usize| (anchor(nodes[a].1).to_owned(), anchor(nodes[b].1).to_owned());
        if apart.contains(&names(one, two)) || apart.contains(&names(two, one)) {
            continue;
        }
        let (a, b) = (root(&mut component, one), root(&mut component, two));
        if a != b && nodes[one].2.same(&nodes[two].2).is_some() {
            component[a.max(b)] = a.min(b);
        }
    }
    for (one, two) in &together {
        let find = |key: &str| nodes.iter().position(|(_, node, _)| anchor(node) == key);
        if let (Some(one), Some(two)) = (find(one), find(two)) {
            let (a, b) = (root(&mut component, one), root(&mut component, two));
            component[a.max(b)] = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in 0..nodes.len() {
        let root = root(&mut component, index);
        groups.entry(root).or_default().push(index);
    }
    let mut entities = Vec::with_capacity(groups.len());
    for group in groups.values() {
        let ids = group.iter().map(|index| entity_id(nodes[*index].2.kind(), nodes[*index].1));
        let Some(id) = ids.min() else { continue };
        for index in group {
            become_member(transaction, operation, nodes[*index].0, &id)?;
        }
        entities.push(id);
    }
    Ok(entities)
}
