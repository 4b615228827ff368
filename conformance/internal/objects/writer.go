package objects

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"sync"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
)

// writers at a time; changes of one object are made one after the other.
const writers = 24

// Writer makes changes and records what the API made of them.
type Writer struct {
	api   dynamic.Interface
	world *World
}

// NewWriter writes into an API that nobody else writes to.
func NewWriter(api dynamic.Interface, world *World) *Writer { return &Writer{api: api, world: world} }

// Write makes the changes of a burst, those of one object in their order, and says how many the API refused.
func (w *Writer) Write(ctx context.Context, burst int, changes []Change) (int, error) {
	var queues [writers][]Change
	for _, change := range changes {
		hash := fnv.New32a()
		fmt.Fprint(hash, change.Key)
		queue := hash.Sum32() % writers
		queues[queue] = append(queues[queue], change)
	}
	var refusals [writers]int
	var failures [writers]error
	var writing sync.WaitGroup
	for number, queue := range queues {
		writing.Go(func() { refusals[number], failures[number] = w.inOrder(ctx, burst, queue) })
	}
	writing.Wait()
	total := 0
	for _, count := range refusals {
		total += count
	}
	return total, errors.Join(failures[:]...)
}

func (w *Writer) inOrder(ctx context.Context, burst int, changes []Change) (int, error) {
	refusals := 0
	for _, change := range changes {
		object, err := w.write(ctx, change)
		version := Version{Burst: burst, What: change.What, Object: object}
		if err != nil {
			if !refused(err) {
				return refusals, fmt.Errorf("%s: %s: %w", change.What, change.Key, err)
			}
			refusals++
			version.Refused, version.Object = err, nil
		}
		if err := w.world.Record(change.Key, version); err != nil {
			return refusals, err
		}
	}
	return refusals, nil
}

func (w *Writer) write(ctx context.Context, change Change) (*unstructured.Unstructured, error) {
	api := w.resource(change.Key)
	before := w.world.Now(change.Key)
	switch {
	case change.Object == nil && before == nil:
		return nil, nil
	case change.Object == nil:
		return nil, w.remove(ctx, api, change.Key)
	case before == nil:
		return api.Create(ctx, change.Object, meta.CreateOptions{})
	}
	next := change.Object.DeepCopy()
	next.SetResourceVersion(before.GetResourceVersion())
	return api.Update(ctx, next, meta.UpdateOptions{})
}

// remove also does for a namespace what the namespace controller would, which does not run here.
func (w *Writer) remove(ctx context.Context, api dynamic.ResourceInterface, key Key) error {
	if err := api.Delete(ctx, key.Name, meta.DeleteOptions{}); err != nil || key.Kind != Namespace {
		return err
	}
	terminating, err := api.Get(ctx, key.Name, meta.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	unstructured.RemoveNestedField(terminating.Object, "spec", "finalizers")
	_, err = api.Update(ctx, terminating, meta.UpdateOptions{}, "finalize")
	return err
}

func (w *Writer) resource(key Key) dynamic.ResourceInterface {
	resource := w.api.Resource(resources[key.Kind])
	if key.Namespace == "" {
		return resource
	}
	return resource.Namespace(key.Namespace)
}

// refused is true of what the API would never take.
func refused(err error) bool { return apierrors.IsInvalid(err) || apierrors.IsBadRequest(err) }
