/** What the program is delivered with for a machine: units, and the images' recipes. */
package dev.towpath.packaging;
