package portals

import (
	"hash/fnv"
	"math/rand/v2"
)

// dice draws the same numbers for the same seed and words.
type dice struct{ *rand.Rand }

func newDice(seed uint64, words ...string) *dice {
	h := fnv.New64a()
	for _, word := range words {
		h.Write([]byte(word))
		h.Write([]byte{0})
	}
	return &dice{rand.New(rand.NewPCG(seed, h.Sum64()))}
}

// between draws from lo to hi, both included.
func (d *dice) between(lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + d.IntN(hi-lo+1)
}

// chance is true in percent of a hundred draws.
func (d *dice) chance(percent int) bool { return d.IntN(100) < percent }

// pick draws one of the choices.
func pick[T any](d *dice, choices ...T) T { return choices[d.IntN(len(choices))] }

// shuffled returns the choices in another order.
func shuffled[T any](d *dice, choices []T) []T {
	mixed := append([]T(nil), choices...)
	d.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	return mixed
}
