package main

import (
	"fmt"

	"mingjing/internal/config"
	"mingjing/internal/targets"
)

type configCmd struct {
	Check  configCheckCmd  `cmd:"" help:"Check a configuration file and the files it names."`
	Schema configSchemaCmd `cmd:"" help:"Print the JSON Schema of the configuration file."`
}

// configFlag names the configuration file of the service.
type configFlag struct {
	Config string `short:"c" help:"Configuration file of the service (default ${default})." default:"mingjing.yaml" type:"path" placeholder:"FILE"`
}

func (f configFlag) read(m *Main) (*config.Config, error) {
	c, err := config.ReadFile(f.Config, m.Env)
	return c, hinted(err, "mingjing config schema describes the file")
}

type configCheckCmd struct{ configFlag }

// Run reads the configuration, its targets files and its pack, and says that they are good.
func (c *configCheckCmd) Run(m *Main) error {
	file, err := c.read(m)
	if err != nil {
		return err
	}
	sites := 0
	for _, group := range file.Groups {
		t, err := targets.ReadFile(group.Targets)
		if err != nil {
			return fmt.Errorf("group %s: %w", group.Name, err)
		}
		sites += len(t.Sites)
	}
	if _, err := (packFlag{Pack: file.Pack}).load(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "%s: good; %d groups, %d sites\n", c.Config, len(file.Groups), sites)
	return err
}

type configSchemaCmd struct{}

// Run prints the schema.
func (configSchemaCmd) Run(m *Main) error {
	text, err := config.Schema()
	if err != nil {
		return err
	}
	_, err = m.Stdout.Write(text)
	return err
}
