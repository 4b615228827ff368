package objects

import (
	"slices"

	discovery "k8s.io/api/discovery/v1"
)

const (
	proxyName  = "service.kubernetes.io/service-proxy-name"
	mirroredBy = "endpointslice-mesh-controller.cilium.io"
)

// SlicesOf are the EndpointSlices that count for a Service, ordered by name.
func (w *World) SlicesOf(namespace, service string) []discovery.EndpointSlice {
	return slices.DeleteFunc(w.Slices(), func(slice discovery.EndpointSlice) bool {
		return slice.Namespace != namespace || ServiceOf(&slice) != service
	})
}

// ServiceOf is the name of the Service a slice counts for; empty if it counts for none, as one that Cilium mirrored from
// another cluster and one that is another proxy's.
func ServiceOf(slice *discovery.EndpointSlice) string {
	_, foreign := slice.Labels[proxyName]
	if foreign || slice.Labels[discovery.LabelManagedBy] == mirroredBy {
		return ""
	}
	return slice.Labels[discovery.LabelServiceName]
}

// Left are earlier versions of slices that counted for a Service, count for it no longer, and went to another Service
// without a word to this one: clustermesh-apiserver looks at the Service that a slice now belongs to, and at no other.
// What it wrote of this Service may rest on them until something else makes it look again.
func (w *World) Left(namespace, service string) []discovery.EndpointSlice {
	looked := w.lookedAt(namespace, service)
	var found []discovery.EndpointSlice
	for _, key := range w.keys(EndpointSlice) {
		if key.Namespace == namespace {
			found = append(found, w.leftBy(key, service, looked)...)
		}
	}
	return found
}

// leftBy are the versions of one slice that counted for a Service until a burst not before the given one.
func (w *World) leftBy(key Key, service string, since int) []discovery.EndpointSlice {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	var found []discovery.EndpointSlice
	versions := accepted(w.versions[key])
	for number, version := range versions {
		slice := as[discovery.EndpointSlice](version)
		if slice == nil || ServiceOf(slice) != service || number+1 == len(versions) {
			continue
		}
		if end := versions[number+1].Burst; end >= since && wentElsewhere(versions[number+1:], service) {
			found = append(found, *slice)
		}
	}
	return found
}

// wentElsewhere is true of a slice that later counted for another Service, and does not count for this one now.
func wentElsewhere(later []Version, service string) bool {
	if last := as[discovery.EndpointSlice](later[len(later)-1]); last != nil && ServiceOf(last) == service {
		return false
	}
	return slices.ContainsFunc(later, func(version Version) bool {
		slice := as[discovery.EndpointSlice](version)
		return slice != nil && ServiceOf(slice) != service && ServiceOf(slice) != ""
	})
}

// lookedAt is the newest burst in which something surely made clustermesh-apiserver look at a Service. Within that burst
// the order is not known.
func (w *World) lookedAt(namespace, service string) int {
	looked := w.changedIn(Key{Service, namespace, service})
	for _, key := range w.keys(EndpointSlice) {
		slice := as[discovery.EndpointSlice](w.latest(key))
		if key.Namespace == namespace && slice != nil && ServiceOf(slice) == service {
			looked = max(looked, w.changedIn(key))
		}
	}
	return looked
}

// changedIn is the burst in which an object that is there became what it is. A write that changes nothing is told to nobody.
func (w *World) changedIn(key Key) int {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	versions := accepted(w.versions[key])
	burst := 0
	for _, version := range slices.Backward(versions) {
		last := versions[len(versions)-1].Object
		if version.Object == nil || version.Object.GetResourceVersion() != last.GetResourceVersion() {
			return burst
		}
		burst = version.Burst
	}
	return burst
}

func accepted(versions []Version) []Version {
	return slices.DeleteFunc(slices.Clone(versions), func(version Version) bool { return version.Refused != nil })
}
