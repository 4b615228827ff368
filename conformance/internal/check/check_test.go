package check

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTableAndVerdict(t *testing.T) {
	outcome := func(name string, result Result) Check {
		return Check{Name: name, Run: func(context.Context) Result { return result }}
	}
	var out bytes.Buffer

	require.True(t, Run(t.Context(), &out, []Check{outcome("good", Result{Seen: "3 entries"}), outcome("not tried", Result{Skipped: "no reason"})}))
	require.Regexp(t, `(?m)^PASS +good +0\.0s +3 entries\nSKIPPED +not tried +0\.0s +no reason$`, out.String())

	out.Reset()
	require.False(t, Run(t.Context(), &out, []Check{outcome("bad", Result{Problems: []string{"first\nsecond"}}), outcome("good", Result{})}))
	require.Regexp(t, `(?m)^FAIL +bad +0\.0s +\n +first\n +second\nPASS +good`, out.String())
}

func TestNothingIsTriedAfterABasicCheckFailed(t *testing.T) {
	basic := Check{Name: "basic", Basic: true, Run: func(context.Context) Result { return Result{Problems: []string{"bad"}} }}
	never := Check{Name: "never", Run: func(context.Context) Result { t.Error("tried"); return Result{} }}
	var out bytes.Buffer
	require.False(t, Run(t.Context(), &out, []Check{basic, never}))
	require.Contains(t, out.String(), "SKIPPED 1 further checks")
}

func TestOnlySomeChecks(t *testing.T) {
	checks := []Check{{Name: "ready: all", Basic: true}, {Name: "away: a"}, {Name: "away: b"}, {Name: "status: all"}}
	left, err := Only(checks, []string{"away"})
	require.NoError(t, err)
	require.Equal(t, []string{"ready: all", "away: a", "away: b"}, []string{left[0].Name, left[1].Name, left[2].Name})
	require.Len(t, left, 3)
	left, err = Only(checks, []string{"away: b"})
	require.NoError(t, err)
	require.Equal(t, []string{"ready: all", "away: b"}, []string{left[0].Name, left[1].Name})
	require.Len(t, left, 2)
	_, err = Only(checks, []string{"status", "awey"})
	require.EqualError(t, err, `no check "awey"; expected one of away, ready, status`)
}
