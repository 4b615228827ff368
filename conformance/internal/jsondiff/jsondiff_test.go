package jsondiff

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOrderAndSpaceDoNotMatter(t *testing.T) {
	found, err := Of([]byte(`{"a":1,"b":{"c":[1,2]}}`), []byte(` { "b" : {"c":[1, 2]}, "a":1 } `))
	require.NoError(t, err)
	require.Empty(t, found)
}

func TestEveryPlaceIsNamed(t *testing.T) {
	found, err := Of([]byte(`{"a":1,"m":{"x":1,"y":{"z":1}},"n":null,"o":{}}`), []byte(`{"a":2,"m":{"y":{"z":2},"w":3},"o":null}`))
	require.NoError(t, err)
	require.Equal(t, []Difference{
		{Place{Field: "a"}, json.Number("1"), json.Number("2")},
		{Place{"m", "w"}, nil, json.Number("3")},
		{Place{"m", "x"}, json.Number("1"), nil},
		{Place{"m", "y"}, map[string]any{"z": json.Number("1")}, map[string]any{"z": json.Number("2")}},
		{Place{Field: "n"}, Null, nil},
		{Place{Field: "o"}, map[string]any{}, Null},
	}, found)
}

func TestAnObjectThatIsNotThereIsOneWithoutItsEntries(t *testing.T) {
	found, err := Of([]byte(`{"hostnames":{"10.0.0.1":"a"}}`), []byte(`{}`))
	require.NoError(t, err)
	require.Equal(t, []Difference{{Place{"hostnames", "10.0.0.1"}, "a", nil}}, found)
}

func TestLargeNumbersAreNotRounded(t *testing.T) {
	found, err := Of([]byte(`{"a":9007199254740993}`), []byte(`{"a":9007199254740992}`))
	require.NoError(t, err)
	require.Len(t, found, 1)
}

func TestWhatIsNoObjectIsAnError(t *testing.T) {
	for _, text := range []string{"", "null", "[]", "{} {}", "k8s:app=cart;"} {
		_, err := Of([]byte(text), []byte(`{}`))
		require.Error(t, err, text)
		_, err = Of([]byte(`{}`), []byte(text))
		require.Error(t, err, text)
	}
}
