package agent

import (
	"fmt"
	"os"
	"path/filepath"
)

// Access is how an agent reaches its store: a URL and PEM files.
type Access struct {
	Endpoint             string
	CertificateAuthority string
	Certificate          string
	Key                  string
}

// WriteConfig fills a directory as Cilium's chart mounts it into an agent: one etcd client configuration per remote
// cluster, in a file of the cluster's name.
func WriteConfig(directory string, access Access, peers []string) error {
	content := fmt.Sprintf("endpoints:\n- %s\ntrusted-ca-file: '%s'\nkey-file: '%s'\ncert-file: '%s'\n",
		access.Endpoint, access.CertificateAuthority, access.Key, access.Certificate)
	for _, peer := range peers {
		if err := os.WriteFile(filepath.Join(directory, peer), []byte(content), 0o600); err != nil {
			return err
		}
	}
	return nil
}
