/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/widgets/uke-mark.h"

#include <string.h>

/**
 * uke_mark_set_text:
 * @label: a label
 * @text: what it shows; never taken as markup
 * @from: first byte of the part that a search found
 * @to: first byte behind it; equal to @from when nothing is to be marked
 *
 * Shows a text with what was searched for marked.
 *
 * Thread: main
 */
void
uke_mark_set_text (GtkLabel *label, const char *text, unsigned from, unsigned to)
{
  g_autoptr (PangoAttrList) attributes = NULL;

  if (from < to && to <= strlen (text)) {
    GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (label));
    GdkRGBA mark = { 0.98f, 0.90f, 0.55f, 1.0f };
    PangoAttribute *background, *bold;

    gtk_style_context_lookup_color (style, "uk_mark", &mark);
    background = pango_attr_background_new (
        (guint16)(mark.red * 65535), (guint16)(mark.green * 65535), (guint16)(mark.blue * 65535));
    bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
    background->start_index = bold->start_index = from;
    background->end_index = bold->end_index = to;
    attributes = pango_attr_list_new ();
    pango_attr_list_insert (attributes, background);
    pango_attr_list_insert (attributes, bold);
  }
  gtk_label_set_text (label, text);
  gtk_label_set_attributes (label, attributes);
}

/**
 * uke_mark_position_in_phone:
 * @formatted: a number with hyphens
 * @n_digits: a position in its digits
 *
 * Returns: the position in @formatted behind which @n_digits digits have passed, before the next
 * digit Thread: any
 */
unsigned
uke_mark_position_in_phone (const char *formatted, unsigned n_digits)
{
  unsigned seen = 0, at = 0;

  for (; formatted[at] != '\0'; at++) {
    if (!g_ascii_isdigit (formatted[at]))
      continue;
    if (seen == n_digits)
      break;
    seen++;
  }
  return at;
}
