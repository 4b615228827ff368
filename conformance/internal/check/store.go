package check

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/cilium/cilium/pkg/kvstore"
	"go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"fleetmesh.io/conformance/internal/runfile"
)

const heartbeatKey = kvstore.HeartbeatPath

// dial prepares a connection to the member's store that never retries by itself.
func dial(member runfile.Member, certificates ...tls.Certificate) (*grpc.ClientConn, error) {
	store, err := url.Parse(member.MeshStore)
	if err != nil {
		return nil, err
	}
	authority, err := os.ReadFile(member.CertificateAuthority)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		return nil, errors.New(member.CertificateAuthority + ": no certificate in it")
	}
	security := credentials.NewTLS(&tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12,
		// Always presents what it has, whatever authorities the server names.
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			if len(certificates) == 0 {
				return &tls.Certificate{}, nil
			}
			return &certificates[0], nil
		}})
	return grpc.NewClient(store.Host, grpc.WithTransportCredentials(security), grpc.WithDisableRetry())
}

// own is the certificate the member's agents present.
func own(member runfile.Member) (tls.Certificate, error) {
	certificate, err := tls.LoadX509KeyPair(member.ClientCertificate, member.ClientKey)
	if err != nil {
		return certificate, fmt.Errorf("certificate of %s: %w", member.Name, err)
	}
	return certificate, nil
}

// read asks the member's store for the heartbeat, once.
func read(ctx context.Context, member runfile.Member, certificates ...tls.Certificate) error {
	connection, err := dial(member, certificates...)
	if err != nil {
		return err
	}
	defer connection.Close()
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err = etcdserverpb.NewKVClient(connection).Range(limited, &etcdserverpb.RangeRequest{Key: []byte(heartbeatKey)})
	return err
}

// beat waits until a watch of the member's store tells of a heartbeat.
func beat(ctx context.Context, member runfile.Member) error {
	certificate, err := own(member)
	if err != nil {
		return err
	}
	connection, err := dial(member, certificate)
	if err != nil {
		return err
	}
	defer connection.Close()
	watch, err := etcdserverpb.NewWatchClient(connection).Watch(ctx)
	if err != nil {
		return err
	}
	create := &etcdserverpb.WatchCreateRequest{Key: []byte(heartbeatKey)}
	err = watch.Send(&etcdserverpb.WatchRequest{RequestUnion: &etcdserverpb.WatchRequest_CreateRequest{CreateRequest: create}})
	for told := 0; err == nil && told == 0; {
		var response *etcdserverpb.WatchResponse
		response, err = watch.Recv()
		told = len(response.GetEvents())
	}
	return err
}
