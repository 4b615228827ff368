package generate

import (
	"fmt"
	"maps"
	"slices"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"

	"fleetmesh.io/conformance/internal/objects"
)

const servicesPerNamespace = 40

func (g *Generator) serviceSteps() []step {
	return []step{{24, g.createService}, {16, g.changeService}, {3, g.deleteService}, {2, g.remakeService}}
}

func (g *Generator) createService() {
	namespace, is := g.openNamespace()
	if !is {
		return
	}
	key := objects.Key{Kind: objects.Service, Namespace: namespace.name, Name: serviceName(g)}
	if g.wanted[key] == nil {
		g.put(key, g.service(key), "create service")
	}
}

func (g *Generator) deleteService() {
	if key, is := g.any(objects.Service); is {
		g.drop(key, "delete service")
	}
}

// remakeService deletes one and creates another of its name at once: the only way from an address to none, and back.
func (g *Generator) remakeService() {
	if key, is := g.any(objects.Service); is {
		g.drop(key, "delete service, to make it again")
		g.put(key, g.service(key), "make service again")
	}
}

func (g *Generator) changeService() {
	key, is := g.any(objects.Service)
	if !is {
		return
	}
	change(g, key, func(service *core.Service) string {
		switch g.upTo(6) {
		case 0, 1:
			service.Annotations = g.serviceAnnotations()
			return "annotate service"
		case 2:
			service.Labels = g.serviceLabels()
			return "label service"
		case 3:
			service.Spec.Selector = g.selector()
			return "change selector"
		case 4:
			toggle(service, core.IsHeadlessService, "")
			return "toggle headless label"
		case 5:
			g.changeType(service)
			return "change type"
		default:
			service.Spec.Ports = g.servicePorts()
			return "change ports"
		}
	})
}

// changeType leaves a service without address as it is: the API lets none of them get one. Only an ExternalName may turn
// into one.
func (g *Generator) changeType(service *core.Service) {
	spec := &service.Spec
	if spec.Type == core.ServiceTypeExternalName && g.chance(30) {
		spec.Type, spec.ExternalName, spec.ClusterIP = core.ServiceTypeClusterIP, "", core.ClusterIPNone
		return
	}
	if spec.ClusterIP == core.ClusterIPNone {
		return
	}
	spec.Type = oneOf(g, core.ServiceTypeClusterIP, core.ServiceTypeNodePort, core.ServiceTypeLoadBalancer, core.ServiceTypeExternalName)
	spec.ExternalName = ""
	if spec.Type == core.ServiceTypeExternalName {
		*spec = core.ServiceSpec{Type: spec.Type, ExternalName: "example.org", Ports: spec.Ports, Selector: spec.Selector}
	}
}

func (g *Generator) service(key objects.Key) *core.Service {
	service := &core.Service{
		TypeMeta: meta.TypeMeta{APIVersion: "v1", Kind: "Service"},
		ObjectMeta: meta.ObjectMeta{
			Namespace: key.Namespace, Name: key.Name,
			Labels:      g.serviceLabels(),
			Annotations: g.serviceAnnotations(),
		},
		Spec: core.ServiceSpec{Type: core.ServiceTypeClusterIP, Selector: g.selector(), Ports: g.servicePorts()},
	}
	g.addressOf(&service.Spec)
	return service
}

func (g *Generator) addressOf(spec *core.ServiceSpec) {
	switch g.upTo(19) {
	case 0, 1, 2:
		spec.ClusterIP = core.ClusterIPNone
		if g.chance(20) {
			spec.Ports = nil // only such a service may have none
		}
	case 3, 4, 5:
		spec.IPFamilyPolicy = pointer(core.IPFamilyPolicyRequireDualStack)
	case 6:
		spec.IPFamilies = []core.IPFamily{core.IPv6Protocol}
	case 7:
		spec.Type, spec.ExternalName = core.ServiceTypeExternalName, "example.org"
	case 8:
		spec.Type = core.ServiceTypeLoadBalancer
		spec.ExternalIPs = []string{"192.0.2.9"}
	case 9:
		// An address written in another way than anyone else would.
		spec.ClusterIP = fmt.Sprintf(oneOf(g, "FD00:10:96::A%x", "fd00:10:96:0:0:0:1:%x", "10.96.7.%03d"), g.upTo(250))
	}
}

func (g *Generator) serviceAnnotations() map[string]string {
	annotations := map[string]string{}
	for _, each := range []struct {
		name    string
		percent int
		values  []string
	}{
		{"service.cilium.io/global", 90, append(slices.Repeat([]string{"true"}, 20), "TRUE", "True", "tRUE", "false", "False", " true ", "1", "yes", "")},
		{"io.cilium/global-service", 15, []string{"true", "True", "false"}},
		{"service.cilium.io/shared", 15, []string{"true", "TRUE", "false", "False", "yes", ""}},
		{"io.cilium/shared-service", 8, []string{"true", "false", "FALSE"}},
		{"service.cilium.io/affinity", 10, []string{"local", "remote", "none", "odd"}},
		{"example.org/note", 5, []string{"<&>", "\u2028"}},
	} {
		if value := maybe(g, each.percent, each.values...); value != nil {
			annotations[each.name] = *value
		}
	}
	return annotations
}

func (g *Generator) serviceLabels() map[string]string {
	labels := maps.Clone(g.labels())
	if labels == nil {
		return nil
	}
	if g.chance(6) {
		labels[core.IsHeadlessService] = oneOf(g, "", "true")
	}
	if g.chance(5) {
		labels[proxyName] = oneOf(g, "other", "cilium", "")
	}
	return labels
}

func (g *Generator) selector() map[string]string {
	if g.chance(30) {
		return nil
	}
	return map[string]string{"app": oneOf(g, "web", "cart"), oneOf(g, "z", "a"): oneOf(g, "1", "")}
}

func (g *Generator) servicePorts() []core.ServicePort {
	protocol := oneOf(g, core.ProtocolTCP, core.ProtocolTCP, core.ProtocolUDP, core.ProtocolSCTP)
	if g.chance(30) {
		return []core.ServicePort{{Port: int32(1 + g.upTo(9000)), Protocol: protocol}}
	}
	var ports []core.ServicePort
	for number, name := range []string{"http", "dns", "admin"}[:1+g.upTo(2)] {
		ports = append(ports, core.ServicePort{Name: name, Port: int32(80 + number), Protocol: protocol})
	}
	return ports
}

func serviceName(g *Generator) string { return fmt.Sprintf("svc-%d", g.upTo(servicesPerNamespace-1)) }

// toggle sets a label that is not there, and removes one that is.
func toggle(object meta.Object, label, value string) {
	labels := maps.Clone(object.GetLabels())
	if labels == nil {
		labels = map[string]string{}
	}
	if _, there := labels[label]; there {
		delete(labels, label)
	} else {
		labels[label] = value
	}
	object.SetLabels(labels)
}
