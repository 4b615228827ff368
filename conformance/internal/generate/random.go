package generate

import (
	"fmt"
	"strings"
)

// chance is true so many times out of a hundred.
func (g *Generator) chance(percent int) bool { return g.random.IntN(100) < percent }

func oneOf[T any](g *Generator, choices ...T) T { return choices[g.random.IntN(len(choices))] }

// upTo is a number from 0.
func (g *Generator) upTo(most int) int { return g.random.IntN(most + 1) }

func pointer[T any](value T) *T { return &value }

// maybe is a pointer to one of the choices, or nil.
func maybe[T any](g *Generator, percent int, choices ...T) *T {
	if !g.chance(percent) {
		return nil
	}
	return pointer(oneOf(g, choices...))
}

// labels are none, few, or once in a while as many and as long as a sane API takes.
func (g *Generator) labels() map[string]string {
	if g.chance(20) {
		return nil
	}
	labels := map[string]string{}
	for range g.upTo(3) {
		labels[oneOf(g, "app", "team", "Z", "a", "example.org/tier", "M")] = oneOf(g, "", "web", "cart", "x.y_Z-0")
	}
	if g.chance(3) {
		for number := range 60 {
			labels[fmt.Sprintf("example.org/label-%02d", number)] = strings.Repeat("v", 63)
		}
	}
	return labels
}
