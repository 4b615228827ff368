package objects

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// Version is what an object became in a burst. After a delete, Object is nil; a write that the API refused changed nothing.
type Version struct {
	Burst   int
	What    string
	Object  *unstructured.Unstructured
	Refused error
	typed   any
}

// World is all objects as the API has returned them, and all they were before. It is safe for concurrent use.
type World struct {
	mutex    sync.Mutex
	versions map[Key][]Version
}

// NewWorld has no objects.
func NewWorld() *World { return &World{versions: map[Key][]Version{}} }

// Record adds the newest version of an object.
func (w *World) Record(key Key, version Version) error {
	if version.Object != nil {
		typed, err := typed(key.Kind, version.Object)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		version.typed = typed
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.versions[key] = append(w.versions[key], version)
	return nil
}

// Now is an object as it is; nil if there is none.
func (w *World) Now(key Key) *unstructured.Unstructured {
	return w.latest(key).Object
}

// Service as it is; nil if there is none.
func (w *World) Service(namespace, name string) *core.Service {
	return as[core.Service](w.latest(Key{Service, namespace, name}))
}

// Namespace as it is; nil if there is none.
func (w *World) Namespace(name string) *core.Namespace {
	return as[core.Namespace](w.latest(Key{Namespace, "", name}))
}

// Services are all there are.
func (w *World) Services() []core.Service { return all[core.Service](w, Service) }

// Namespaces are all there are.
func (w *World) Namespaces() []core.Namespace { return all[core.Namespace](w, Namespace) }

// Slices are all EndpointSlices there are, ordered by name within a namespace.
func (w *World) Slices() []discovery.EndpointSlice {
	return all[discovery.EndpointSlice](w, EndpointSlice)
}

// All are the objects of one kind, ordered by key.
func (w *World) All(kind Kind) []*unstructured.Unstructured {
	var found []*unstructured.Unstructured
	for _, key := range w.keys(kind) {
		if object := w.Now(key); object != nil {
			found = append(found, object)
		}
	}
	return found
}

// History tells what became of an object, a line each, newest last.
func (w *World) History(key Key) []string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	var lines []string
	for _, version := range w.versions[key] {
		lines = append(lines, fmt.Sprintf("burst %d: %s: %s", version.Burst, key, version.describe()))
	}
	return lines
}

func (v Version) describe() string {
	switch {
	case v.Refused != nil:
		return v.What + ": refused: " + v.Refused.Error()
	case v.Object == nil:
		return v.What
	}
	shown := v.Object.DeepCopy()
	for _, field := range []string{"managedFields", "uid", "creationTimestamp", "generation", "resourceVersion"} {
		unstructured.RemoveNestedField(shown.Object, "metadata", field)
	}
	text, err := shown.MarshalJSON()
	if err != nil {
		return v.What
	}
	return v.What + ": " + strings.TrimSpace(string(text))
}

// latest is the newest version that was not refused.
func (w *World) latest(key Key) Version {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for _, version := range slices.Backward(w.versions[key]) {
		if version.Refused == nil {
			return version
		}
	}
	return Version{}
}

func (w *World) keys(kind Kind) []Key {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return slices.SortedFunc(
		filter(maps.Keys(w.versions), func(key Key) bool { return key.Kind == kind }),
		func(a, b Key) int { return strings.Compare(a.String(), b.String()) })
}

func typed(kind Kind, object *unstructured.Unstructured) (any, error) {
	var target any
	switch kind {
	case Namespace:
		target = &core.Namespace{}
	case Service:
		target = &core.Service{}
	case EndpointSlice:
		target = &discovery.EndpointSlice{}
	default:
		return object, nil
	}
	return target, runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, target)
}

func as[T any](version Version) *T {
	object, _ := version.typed.(*T)
	return object
}

func all[T any](w *World, kind Kind) []T {
	var found []T
	for _, key := range w.keys(kind) {
		if object := as[T](w.latest(key)); object != nil {
			found = append(found, *object)
		}
	}
	return found
}

func filter[T any](all func(func(T) bool), wanted func(T) bool) func(func(T) bool) {
	return func(yield func(T) bool) {
		all(func(each T) bool { return !wanted(each) || yield(each) })
	}
}

// Mentioned are the objects of which any version is one that is asked for.
func (w *World) Mentioned(wanted func(Version, Key) bool) []Key {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	var found []Key
	for key, versions := range w.versions {
		if slices.ContainsFunc(versions, func(version Version) bool { return wanted(version, key) }) {
			found = append(found, key)
		}
	}
	return slices.SortedFunc(slices.Values(found), func(a, b Key) int { return strings.Compare(a.String(), b.String()) })
}

// CountsFor is true of a slice that belongs to a Service.
func (v Version) CountsFor(service string) bool {
	slice := as[discovery.EndpointSlice](v)
	return slice != nil && slice.Labels[discovery.LabelServiceName] == service
}

// Mentions is true of an object in whose text another text is.
func (v Version) Mentions(text string) bool {
	if v.Object == nil {
		return false
	}
	content, err := v.Object.MarshalJSON()
	return err == nil && strings.Contains(string(content), text)
}
