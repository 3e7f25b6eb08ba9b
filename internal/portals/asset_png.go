package portals

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
)

// scan is a picture that looks like a scanned table: lines and grey bars, no text.
func scan(seed uint64, title string) func() ([]byte, error) {
	return func() ([]byte, error) {
		draw := newDice(seed, "scan", title)
		img := image.NewPaletted(image.Rect(0, 0, 900, 1200), color.Palette{color.White, color.Black, color.Gray{Y: 150}})
		for y := 40; y < 1160; y += 40 {
			for x := 40; x < 860; x++ {
				img.SetColorIndex(x, y, 1)
			}
			for x := 60; x < 860; x += 160 {
				for i := range draw.between(40, 130) {
					for h := range 8 {
						img.SetColorIndex(x+i, y+14+h, 2)
					}
				}
			}
		}
		return encodePNG(img)
	}
}

// swatch is a small picture of one colour, for banners and icons.
func swatch(width, height int, c color.Color) func() ([]byte, error) {
	return func() ([]byte, error) {
		return encodePNG(image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{c}))
	}
}

func encodePNG(img image.Image) ([]byte, error) {
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	return out.Bytes(), nil
}
