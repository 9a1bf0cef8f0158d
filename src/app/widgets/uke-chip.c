/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/widgets/uke-chip.h"

/**
 * uke_chip_new:
 * @icon_name: (nullable): a symbolic icon
 * @text: what the chip says
 * @css_class: (nullable): ok, warn, err, accent, purple or teal; NULL for neutral
 *
 * A chip tells a state by icon and word; the tint only repeats it.
 *
 * Returns: (transfer floating): the chip
 * Thread: main
 * Source: design.md 6
 */
GtkWidget *
uke_chip_new (const char *icon_name, const char *text, const char *css_class)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (box, "uk-chip");
  if (css_class != NULL)
    gtk_widget_add_css_class (box, css_class);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  if (icon_name != NULL) {
    GtkWidget *image = gtk_image_new_from_icon_name (icon_name);

    gtk_image_set_pixel_size (GTK_IMAGE (image), 12);
    gtk_box_append (GTK_BOX (box), image);
  }
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

/**
 * uke_key_hint_new:
 * @key: the key as it stands on the keyboard
 *
 * Returns: (transfer floating): the small key that buttons carry
 * Thread: main
 * Source: design.md 6
 */
GtkWidget *
uke_key_hint_new (const char *key)
{
  GtkWidget *label = gtk_label_new (key);

  gtk_widget_add_css_class (label, "uk-kbd");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  return label;
}

/**
 * uke_key_button_set:
 * @button: a button
 * @icon_name: (nullable): what stands before the word
 * @word: what it does; its accessible name too
 * @key: (nullable): the key that does the same
 *
 * Thread: main
 * Source: design.md 6
 */
void
uke_key_button_set (GtkWidget *button, const char *icon_name, const char *word, const char *key)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  if (icon_name != NULL)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon_name));
  gtk_box_append (GTK_BOX (box), gtk_label_new (word));
  if (key != NULL)
    gtk_box_append (GTK_BOX (box), uke_key_hint_new (key));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
}
