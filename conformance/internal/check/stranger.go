package check

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"fleetmesh.io/conformance/internal/runfile"
)

// Strangers claims that a store refuses, and does not merely leave waiting, a client without certificate and one whose
// certificate bears a member's name but is not of the mesh's authority. The member's own certificate is the control.
func (f *Fleet) Strangers() Check {
	return Check{Name: "strangers: refused", Run: func(ctx context.Context) Result {
		member := f.Run.Members[0]
		certificate, err := own(member)
		if err != nil {
			return failed(err)
		}
		if err := read(ctx, member, certificate); err != nil {
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
	err := read(ctx, member, certificates...)
	switch status.Code(err) {
	case codes.Unavailable, codes.Unauthenticated, codes.PermissionDenied:
		return nil
	case codes.OK:
		return []string{who + ": may read the store"}
	default:
		return []string{fmt.Sprintf("%s: neither served nor refused: %v", who, err)}
	}
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
