// Package runfile reads .fleetmesh/run.json, in which a running Fleetmesh says what runs and how to reach it.
package runfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
)

// mostClusters is Cilium's default.
const mostClusters = 255

// Run is one running Fleetmesh. All paths in it are absolute.
type Run struct {
	Root string `json:"-"`
	// MaxConnectedClusters is Cilium's setting of this name in all members: 255 or 511.
	MaxConnectedClusters uint32    `json:"maxConnectedClusters"`
	Members              []Member  `json:"members"`
	Services             []Service `json:"services"`
	Processes            []Process `json:"processes"`
}

// Member is one cluster: where its Kubernetes API is, and the store its agents read, with their certificate.
type Member struct {
	Name                 string `json:"name"`
	ClusterID            uint32 `json:"clusterId"`
	Kubeconfig           string `json:"kubeconfig"`
	MeshStore            string `json:"meshStore"`
	CertificateAuthority string `json:"certificateAuthority"`
	ClientCertificate    string `json:"clientCertificate"`
	ClientKey            string `json:"clientKey"`
}

// Service is one of Fleetmesh's own services and the URL of its health and metrics.
type Service struct {
	Name string `json:"name"`
	HTTP string `json:"http"`
}

// Process is one process of `up --processes`; there are none when everything runs in one.
type Process struct {
	Name    string `json:"name"`
	PidFile string `json:"pidFile"`
}

// Load reads and checks <root>/.fleetmesh/run.json.
func Load(root string) (*Run, error) {
	absolute, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("root %q: %w", root, err)
	}
	return LoadFile(filepath.Join(absolute, ".fleetmesh", "run.json"), absolute)
}

// LoadFile reads and checks a file whose paths are relative to root, which is absolute.
func LoadFile(file, root string) (*Run, error) {
	content, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s does not exist: start './fleetmesh up' first", file)
	}
	if err != nil {
		return nil, err
	}
	run := &Run{Root: root, MaxConnectedClusters: mostClusters}
	if err := json.Unmarshal(content, run); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if err := run.resolve(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return run, nil
}

// Process is the process of a service; false if it has none of its own.
func (r *Run) Process(name string) (Process, bool) {
	for _, process := range r.Processes {
		if process.Name == name {
			return process, true
		}
	}
	return Process{}, false
}

// Service is one of Fleetmesh's services; false if it has none of that name.
func (r *Run) Service(name string) (Service, bool) {
	for _, service := range r.Services {
		if service.Name == name {
			return service, true
		}
	}
	return Service{}, false
}

// Peers are all members but one.
func (r *Run) Peers(of string) []Member {
	var peers []Member
	for _, member := range r.Members {
		if member.Name != of {
			peers = append(peers, member)
		}
	}
	return peers
}

func (r *Run) resolve() error {
	if len(r.Members) < 2 {
		return fmt.Errorf("members: %d given, expected at least 2", len(r.Members))
	}
	for i := range r.Members {
		if r.Members[i].ClusterID > r.MaxConnectedClusters {
			return fmt.Errorf("members[%d]: clusterId %d: expected at most %d", i, r.Members[i].ClusterID, r.MaxConnectedClusters)
		}
		if err := r.Members[i].resolve(r.Root); err != nil {
			return fmt.Errorf("members[%d]: %w", i, err)
		}
	}
	for i := range r.Processes {
		if !filepath.IsAbs(r.Processes[i].PidFile) {
			r.Processes[i].PidFile = filepath.Join(r.Root, r.Processes[i].PidFile)
		}
	}
	return nil
}

func (m *Member) resolve(root string) error {
	if m.Name == "" || m.ClusterID == 0 {
		return fmt.Errorf("name %q, clusterId %d: expected a name and an ID from 1", m.Name, m.ClusterID)
	}
	store, err := url.Parse(m.MeshStore)
	if err != nil || store.Scheme != "https" || store.Host == "" {
		return fmt.Errorf("%s: meshStore %q: expected https://HOST:PORT", m.Name, m.MeshStore)
	}
	for field, path := range map[string]*string{
		"kubeconfig":           &m.Kubeconfig,
		"certificateAuthority": &m.CertificateAuthority,
		"clientCertificate":    &m.ClientCertificate,
		"clientKey":            &m.ClientKey,
	} {
		if *path == "" {
			return fmt.Errorf("%s: %s is missing, expected a path", m.Name, field)
		}
		if !filepath.IsAbs(*path) {
			*path = filepath.Join(root, *path)
		}
	}
	return nil
}
