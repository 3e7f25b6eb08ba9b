// Package deploy holds nothing but the tests of the files beside it, which start Mingjing with Prometheus and Grafana.
package deploy
