// Reads a log of C2SP tlog-tiles with Go's own sumdb packages and says whether it holds:
// tlogverify FOLDER VKEY [OLDSIZE OLDROOT].
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// tiles reads hash tiles; Go's path has a height element that C2SP leaves out.
type tiles struct{ folder string }

func (t tiles) Height() int                      { return 8 }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func try(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func main() {
	folder := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	try(err)
	data, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	try(err)
	opened, err := note.Open(data, note.VerifierList(verifier))
	try(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	try(err)
	root, err := tlog.ParseHash(lines[2])
	try(err)
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, tiles{folder})

	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		path := tlog.Tile{H: 8, L: -1, N: n, W: int(width)}.Path()
		path = strings.Replace(path, "tile/8/data/", "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(folder, path))
		try(err)
		for i := int64(0); i < width; i++ {
			length := int(binary.BigEndian.Uint16(bundle))
			entry := bundle[2 : 2+length]
			bundle = bundle[2+length:]
			proof, err := tlog.ProveRecord(size, n*256+i, reader)
			try(err)
			try(tlog.CheckRecord(proof, size, root, n*256+i, tlog.RecordHash(entry)))
		}
		if len(bundle) > 0 {
			fmt.Println("a bundle that is too long")
			os.Exit(1)
		}
	}
	if len(os.Args) > 3 {
		old, err := strconv.ParseInt(os.Args[3], 10, 64)
		try(err)
		raw, err := base64.StdEncoding.DecodeString(os.Args[4])
		try(err)
		var oldRoot tlog.Hash
		copy(oldRoot[:], raw)
		proof, err := tlog.ProveTree(size, old, reader)
		try(err)
		try(tlog.CheckTree(proof, size, root, old, oldRoot))
	}
	fmt.Println("accepted", size)
}
