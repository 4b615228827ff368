// Package storeview reads what a store holds, over the etcd protocol.
package storeview

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/etcd/client/pkg/v3/transport"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

const (
	dialLimit = 10 * time.Second
	page      = 2_000
)

// Access is how a store is reached: a URL, and PEM files unless it is open to everyone.
type Access struct {
	Endpoint             string
	CertificateAuthority string
	Certificate          string
	Key                  string
}

// Store is a client of one store. It is safe for concurrent use.
type Store struct {
	client *clientv3.Client
}

// Open prepares a client; it does not wait for the store. The caller closes it.
func Open(access Access) (*Store, error) {
	security, err := access.tls()
	if err != nil {
		return nil, err
	}
	client, err := clientv3.New(clientv3.Config{
		Endpoints: []string{access.Endpoint}, TLS: security, DialTimeout: dialLimit,
		Logger: zap.NewNop(), // what fails is returned
	})
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", access.Endpoint, err)
	}
	return &Store{client: client}, nil
}

func (a Access) tls() (*tls.Config, error) {
	if a.CertificateAuthority == "" {
		return nil, nil
	}
	return transport.TLSInfo{CertFile: a.Certificate, KeyFile: a.Key, TrustedCAFile: a.CertificateAuthority}.ClientConfig()
}

// Close ends the client.
func (s *Store) Close() error { return s.client.Close() }

// Get is the value of one key; nil if it is not there.
func (s *Store) Get(ctx context.Context, key string) ([]byte, error) {
	response, err := s.client.Get(ctx, key)
	if err != nil || len(response.Kvs) == 0 {
		return nil, err
	}
	return response.Kvs[0].Value, nil
}

// Read gives everything below a prefix, as it was at one revision.
func (s *Store) Read(ctx context.Context, prefix string) (map[string][]byte, error) {
	held := map[string][]byte{}
	options := []clientv3.OpOption{clientv3.WithLimit(page), clientv3.WithRange(clientv3.GetPrefixRangeEnd(prefix))}
	from := prefix
	for {
		response, err := s.client.Get(ctx, from, options...)
		if err != nil {
			return nil, err
		}
		for _, entry := range response.Kvs {
			held[string(entry.Key)] = entry.Value
			from = string(entry.Key) + "\x00"
		}
		if !response.More {
			return held, nil
		}
		if len(options) == 2 {
			options = append(options, clientv3.WithRev(response.Header.Revision))
		}
	}
}

// Watch tells of what happens below a prefix from now on, in its order, until the context ends. It returns once the store
// watches.
func (s *Store) Watch(ctx context.Context, prefix string) (clientv3.WatchChan, error) {
	told := s.client.Watch(clientv3.WithRequireLeader(ctx), prefix, clientv3.WithPrefix(), clientv3.WithCreatedNotify())
	first := <-told
	if err := first.Err(); err != nil {
		return nil, err
	}
	if !first.Created {
		return nil, errors.New("the watch ended before it began")
	}
	return told, nil
}
