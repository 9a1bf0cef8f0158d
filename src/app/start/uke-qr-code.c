/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/start/uke-qr-code.h"

#include <qrencode.h>

/* Quiet zone of the standard, in modules. */
#define QUIET 4
#define MODULE_PX 4

struct _UkeQrCode {
  GtkWidget parent_instance;

  QRcode *code; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (UkeQrCode, uke_qr_code, GTK_TYPE_WIDGET)

static QRcode *
encode (const char *text)
{
  return QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
}

static int
count_modules (const QRcode *code)
{
  return code->width + 2 * QUIET;
}

static gboolean
is_dark (const QRcode *code, int x, int y)
{
  return (code->data[y * code->width + x] & 1) != 0;
}

static void
uke_qr_code_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  UkeQrCode *self = UKE_QR_CODE (widget);

  *minimum = *natural = self->code != NULL ? count_modules (self->code) * MODULE_PX : 0;
}

static void
uke_qr_code_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UkeQrCode *self = UKE_QR_CODE (widget);
  const GdkRGBA light = { 1, 1, 1, 1 }, dark = { 0, 0, 0, 1 };
  int size;

  if (self->code == NULL)
    return;
  size = count_modules (self->code) * MODULE_PX;
  gtk_snapshot_append_color (snapshot, &light,
                             &GRAPHENE_RECT_INIT (0, 0, (float)size, (float)size));
  for (int y = 0; y < self->code->width; y++) {
    for (int x = 0; x < self->code->width; x++) {
      if (is_dark (self->code, x, y))
        gtk_snapshot_append_color (snapshot, &dark,
                                   &GRAPHENE_RECT_INIT ((float)((x + QUIET) * MODULE_PX),
                                                        (float)((y + QUIET) * MODULE_PX), MODULE_PX,
                                                        MODULE_PX));
    }
  }
}

static void
uke_qr_code_finalize (GObject *object)
{
  g_clear_pointer (&UKE_QR_CODE (object)->code, QRcode_free);
  G_OBJECT_CLASS (uke_qr_code_parent_class)->finalize (object);
}

static void
uke_qr_code_class_init (UkeQrCodeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_qr_code_finalize;
  GTK_WIDGET_CLASS (klass)->measure = uke_qr_code_measure;
  GTK_WIDGET_CLASS (klass)->snapshot = uke_qr_code_snapshot;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
uke_qr_code_init (UkeQrCode *self)
{
}

/**
 * Shows a text.
 * @self: the widget
 * @text: (nullable): the text, or NULL for nothing
 *
 * Thread: main
 */
void
uke_qr_code_set_text (UkeQrCode *self, const char *text)
{
  g_return_if_fail (UKE_IS_QR_CODE (self));

  g_clear_pointer (&self->code, QRcode_free);
  self->code = text != NULL ? encode (text) : NULL;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * Draws a text as a QR code at the origin, for paper.
 * @cr: where to
 * @text: the text
 * @size: side length with the quiet zone, in user units
 *
 * Thread: main
 */
void
uke_qr_code_draw (cairo_t *cr, const char *text, double size)
{
  QRcode *code = encode (text);
  double module;

  if (code == NULL)
    return;
  module = size / count_modules (code);
  cairo_save (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  /* One path, filled once: modules that are filled one by one show hair lines between them. */
  for (int y = 0; y < code->width; y++) {
    for (int x = 0; x < code->width; x++) {
      if (is_dark (code, x, y))
        cairo_rectangle (cr, (x + QUIET) * module, (y + QUIET) * module, module, module);
    }
  }
  cairo_fill (cr);
  cairo_restore (cr);
  QRcode_free (code);
}
