// Package imports holds nothing but the test of the rule by which packages may import each other
// (docs/architecture.md): imports run one way, and gathering, judging and reporting do not know each other.
package imports
