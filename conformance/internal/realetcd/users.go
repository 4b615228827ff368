package realetcd

import (
	"context"

	"github.com/stretchr/testify/require"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// all is the role that may do anything.
const all = "root"

// AdmitOnly lets nobody in but whose certificate bears one of these names.
func (s *Store) AdmitOnly(names ...string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, name := range append(names, "root", "writer") {
		_, err := s.client.UserAddWithOptions(ctx, name, "", &clientv3.UserAddOptions{NoPassword: true})
		require.NoError(s.t, err)
		_, err = s.client.UserGrantRole(ctx, name, all)
		require.NoError(s.t, err)
	}
	_, err := s.client.AuthEnable(ctx)
	require.NoError(s.t, err)
}

// Refuse lets a name in no more; watches that it has go on.
func (s *Store) Refuse(name string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err := s.client.UserRevokeRole(ctx, name, all)
	require.NoError(s.t, err)
}

// Admit lets a name in again.
func (s *Store) Admit(name string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err := s.client.UserGrantRole(ctx, name, all)
	require.NoError(s.t, err)
}
