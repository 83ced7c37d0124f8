//! Boosted trees: for each class the sum of what its trees say, made into chances that add up to one.

/// A node of a tree.
#[derive(Debug, Clone, Copy)]
enum Node {
    /// The feature, the largest value that goes left, whether a missing one goes left, and the nodes to go to.
    Split { feature: usize, most: f64, missing_left: bool, left: usize, right: usize },
    /// What the tree says.
    Leaf(f64),
}

/// Trees for each of several classes.
#[derive(Debug, Default)]
pub(super) struct Trees {
    /// What is said before any tree, by class.
    base: Vec<f64>,
    /// The least chance of a link that counts, by class without the first.
    floors: Vec<f64>,
    trees: Vec<(usize, Vec<Node>)>,
}

impl Trees {
    /// Reads what `tools/links/train.py` writes: a line `base` with a number for each class, a line `floors`, and a line for each
    /// tree with its class and its nodes, `feature most missing left right` or a number alone, parted by semicolons.
    /// What is no tree is left out: a file of another program changes no answer but by missing.
    pub(super) fn parse(text: &str) -> Self {
        let mut trees = Self::default();
        for line in text.lines() {
            let Some((word, rest)) = line.split_once(' ') else { continue };
            let numbers = || rest.split(' ').filter_map(|number| number.parse().ok()).collect();
            match word {
                "base" => trees.base = numbers(),
                "floors" => trees.floors = numbers(),
                class => {
                    let nodes: Option<Vec<Node>> = rest.split(';').map(node).collect();
                    trees.trees.extend(class.parse().ok().zip(nodes));
                }
            }
        }
        trees
    }

    /// The chance of each class; nothing without trees.
    pub(super) fn chances(&self, features: &[f64]) -> Option<Vec<f64>> {
        if self.base.is_empty() {
            return None;
        }
        let mut sums = self.base.clone();
        for (class, nodes) in &self.trees {
            *sums.get_mut(*class)? += leaf(nodes, features)?;
        }
        let most = sums.iter().copied().fold(f64::MIN, f64::max);
        let raised: Vec<f64> = sums.iter().map(|sum| (sum - most).exp()).collect();
        let all: f64 = raised.iter().sum();
        Some(raised.iter().map(|one| one / all).collect())
    }

    /// The least chance of a link of a class that counts.
    pub(super) fn floor(&self, class: usize) -> f64 {
        self.floors.get(class).copied().unwrap_or(1.0)
    }
}

fn node(text: &str) -> Option<Node> {
    let numbers: Vec<f64> = text.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
    Some(match numbers[..] {
        [value] => Node::Leaf(value),
        [feature, most, missing, left, right] => Node::Split {
            feature: feature as usize,
            most,
            missing_left: missing != 0.0,
            left: left as usize,
            right: right as usize,
        },
        _ => return None,
    })
}

/// What a tree says; nothing where its nodes lead nowhere.
fn leaf(nodes: &[Node], features: &[f64]) -> Option<f64> {
    let mut at = 0;
    // Each step goes to a node further on in a sound tree: there are no more steps than nodes.
    for _ in nodes {
        match *nodes.get(at)? {
            Node::Leaf(value) => return Some(value),
            Node::Split { feature, most, missing_left, left, right } => {
                let value = *features.get(feature)?;
                let goes_left = if value.is_nan() { missing_left } else { value <= most };
                at = if goes_left { left } else { right };
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_add_up_to_chances() {
        let trees = Trees::parse("base 0 0\nfloors 0.5\n1 0 2.5 1 1 2;-1;1\n");
        let of = |value: f64| trees.chances(&[value]).expect("trees")[1];
        assert!((of(3.0) - 1.0 / (1.0 + (-1.0_f64).exp())).abs() < 1e-12);
        assert!(of(2.5) < 0.5 && of(f64::NAN) < 0.5);
        assert!((trees.floor(0) - 0.5).abs() < f64::EPSILON);
        assert!(trees.chances(&[]).is_none(), "a feature is missing");
        assert!(Trees::parse("").chances(&[1.0]).is_none());
    }
}
