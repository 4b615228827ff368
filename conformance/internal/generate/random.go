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

// labels are none, few, or once in a while many, or as many and as long as a sane API takes.
func (g *Generator) labels() map[string]string {
	if g.chance(20) {
		return nil
	}
	labels := map[string]string{}
	for range g.upTo(3) {
		labels[oneOf(g, "app", "team", "Z", "a", "example.org/tier", "M")] = oneOf(g, "", "web", "cart", "x.y_Z-0")
	}
	switch g.upTo(99) {
	case 0, 1, 2:
		many(60, "example.org", func(name string) { labels[name] = longest })
	case 3:
		many(300, longDomain, func(name string) { labels[name] = longest })
	}
	return labels
}

var (
	// longest is as long as a label's value may be, longDomain nearly as long as what may stand before its name.
	longest    = strings.Repeat("v", 63)
	longDomain = strings.Repeat(strings.Repeat("d", 61)+".", 4) + "org"
)

// many gives so many names of labels.
func many(count int, domain string, do func(name string)) {
	for number := range count {
		do(fmt.Sprintf("%s/label-%02d", domain, number))
	}
}
