// Package push tells browsers at once what changed.
package push
