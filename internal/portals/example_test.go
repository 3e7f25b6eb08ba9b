package portals_test

import (
	"fmt"

	"mingjing/internal/portals"
)

func ExampleGenerate() {
	city, err := portals.Generate(1, portals.Options{Scale: 0.1, Only: []string{"qingling", "linwen"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, site := range city.Sites() {
		fmt.Println(site.Plan.ID, site.Plan.Name, site.Plan.Make)
	}
	// Output:
	// qingling 青岭县 hanweb
	// linwen 临汶县 vsb
}
