// Package realetcd gives tests a real etcd over mutual TLS, filled by hand: the reference against which the judge itself
// is tested.
package realetcd

import (
	"context"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/etcd/client/pkg/v3/transport"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
)

const patience = 30 * time.Second

// Store is a running etcd with an authority that issued its certificate.
type Store struct {
	*authority
	Endpoint string
	client   *clientv3.Client
}

// Start runs an etcd until the test ends. With strict unset it asks its clients for no certificate.
func Start(t testing.TB, strict bool) *Store {
	store := &Store{authority: newAuthority(t)}
	certificate, key := store.issue("server")
	config := embed.NewConfig()
	config.Dir = t.TempDir()
	config.LogLevel = "fatal"
	anywhere := []url.URL{{Scheme: "https", Host: "127.0.0.1:0"}}
	config.ListenClientUrls, config.AdvertiseClientUrls = anywhere, anywhere
	peers := []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	config.ListenPeerUrls, config.AdvertisePeerUrls = peers, peers
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.ClientTLSInfo = transport.TLSInfo{CertFile: certificate, KeyFile: key}
	if strict {
		config.ClientTLSInfo.TrustedCAFile = store.Authority()
		config.ClientTLSInfo.ClientCertAuth = true
	}
	server, err := embed.StartEtcd(config)
	require.NoError(t, err)
	t.Cleanup(server.Close)
	select {
	case <-server.Server.ReadyNotify():
	case <-time.After(patience):
		require.Fail(t, "etcd does not get ready")
	}
	store.Endpoint = "https://" + server.Clients[0].Addr().String()
	store.connect(t)
	return store
}

// Authority is the file of the authority's certificate.
func (s *Store) Authority() string { return s.file("ca.crt") }

// Issue gives the files of a client's certificate and key.
func (s *Store) Issue(name string) (certificate, key string) { return s.issue(name) }

// Put writes a key.
func (s *Store) Put(key, value string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err := s.client.Put(ctx, key, value)
	require.NoError(s.t, err)
}

// Get reads a key that is there.
func (s *Store) Get(key string) string {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	response, err := s.client.Get(ctx, key)
	require.NoError(s.t, err)
	require.Len(s.t, response.Kvs, 1)
	return string(response.Kvs[0].Value)
}

// Delete removes a key.
func (s *Store) Delete(key string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err := s.client.Delete(ctx, key)
	require.NoError(s.t, err)
}

func (s *Store) connect(t testing.TB) {
	certificate, key := s.issue("writer")
	security, err := transport.TLSInfo{CertFile: certificate, KeyFile: key, TrustedCAFile: s.Authority()}.ClientConfig()
	require.NoError(t, err)
	s.client, err = clientv3.New(clientv3.Config{Endpoints: []string{s.Endpoint}, TLS: security, DialTimeout: patience})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.client.Close()) })
}
