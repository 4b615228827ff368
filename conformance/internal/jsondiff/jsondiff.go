// Package jsondiff compares JSON values by what they mean, not by their bytes.
package jsondiff

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
)

// Place is a field of an object, and an entry of that field if it is an object too.
type Place struct {
	Field string
	Entry string
}

func (p Place) String() string {
	if p.Entry == "" {
		return p.Field
	}
	return p.Field + "[" + p.Entry + "]"
}

// Difference is one place at which two objects are not the same. A side that lacks the place is nil; a JSON null is Null.
type Difference struct {
	Place
	Left  any
	Right any
}

// Null tells a null from what is not there.
var Null = struct{ null bool }{true}

// Of gives all places at which two JSON objects differ, ordered. Numbers are compared by their text.
func Of(left, right []byte) ([]Difference, error) {
	first, err := object(left)
	if err != nil {
		return nil, err
	}
	second, err := object(right)
	if err != nil {
		return nil, err
	}
	var found []Difference
	for _, field := range keys(first, second) {
		found = append(found, inField(field, first, second)...)
	}
	return found, nil
}

func inField(field string, left, right map[string]any) []Difference {
	one, other := at(left, field), at(right, field)
	if reflect.DeepEqual(one, other) {
		return nil
	}
	first, second, entries := objects(one, other)
	if !entries {
		return []Difference{{Place{Field: field}, one, other}}
	}
	var found []Difference
	for _, entry := range keys(first, second) {
		if one, other := at(first, entry), at(second, entry); !reflect.DeepEqual(one, other) {
			found = append(found, Difference{Place{field, entry}, one, other})
		}
	}
	return found
}

// objects is false unless both are, or one is not there and the other has entries.
func objects(one, other any) (first, second map[string]any, both bool) {
	first, isFirst := one.(map[string]any)
	second, isSecond := other.(map[string]any)
	both = (isFirst || one == nil) && (isSecond || other == nil) && len(first)+len(second) > 0
	return first, second, both
}

func at(object map[string]any, key string) any {
	value, there := object[key]
	if there && value == nil {
		return Null
	}
	return value
}

func keys(left, right map[string]any) []string {
	all := map[string]any{}
	maps.Copy(all, left)
	maps.Copy(all, right)
	return slices.Sorted(maps.Keys(all))
}

func object(text []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value map[string]any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("not a JSON object: %w", err)
	}
	if value == nil {
		return nil, errors.New("not a JSON object: null")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("not a JSON object: something stands behind it")
	}
	return value, nil
}
