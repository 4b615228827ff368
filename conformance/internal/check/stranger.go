package check

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"os"
	"time"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"

	"fleetmesh.io/conformance/internal/runfile"
)

// Strangers claims that a store refuses, and does not merely leave waiting, a client without certificate and one whose
// certificate bears a member's name but is not of the mesh's authority. The member's own certificate is the control.
func (f *Fleet) Strangers() Check {
	return Check{Name: "strangers: refused", Run: func(ctx context.Context) Result {
		member := f.Run.Members[0]
		own, err := tls.LoadX509KeyPair(member.ClientCertificate, member.ClientKey)
		if err != nil {
			return failed(fmt.Errorf("certificate of %s: %w", member.Name, err))
		}
		if _, err := read(ctx, member, heartbeatKey, own); err != nil {
			return failed(fmt.Errorf("%s with its own certificate: %w", member.Name, err))
		}
		impostor, err := selfSigned("local-" + member.Name)
		if err != nil {
			return failed(err)
		}
		var problems []string
		problems = append(problems, refused(ctx, member, "no certificate")...)
		problems = append(problems, refused(ctx, member, "a certificate of another authority", impostor)...)
		return Result{Problems: problems}
	}}
}

func refused(ctx context.Context, member runfile.Member, who string, certificates ...tls.Certificate) []string {
	_, err := read(ctx, member, heartbeatKey, certificates...)
	switch status.Code(err) {
	case codes.Unavailable, codes.Unauthenticated, codes.PermissionDenied:
		return nil
	case codes.OK:
		return []string{who + ": may read the store"}
	default:
		return []string{fmt.Sprintf("%s: neither served nor refused: %v", who, err)}
	}
}

// read asks the member's store for one key, once, without any retry.
func read(ctx context.Context, member runfile.Member, key string, certificates ...tls.Certificate) (*etcdserverpb.RangeResponse, error) {
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
	connection, err := grpc.NewClient(store.Host, grpc.WithTransportCredentials(security), grpc.WithDisableRetry())
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return etcdserverpb.NewKVClient(connection).Range(limited, &etcdserverpb.RangeRequest{Key: []byte(key)})
}

func selfSigned(name string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}
