/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/start/uke-start-sheet.h"

#include "app/start/uke-qr-code.h"
#include "base/uke-era.h"
#include "vault/uke-recovery-code.h"

#include <glib/gi18n.h>

/* All lengths on the sheet are points. */
#define QR_SIZE 150.0

typedef struct {
  UkeSecret *text; /* (owned): the code as it is printed */
  char *clinic_name;
  char *day;
} Sheet;

static void
sheet_free (Sheet *sheet)
{
  uke_secret_unref (sheet->text);
  g_free (sheet->clinic_name);
  g_free (sheet->day);
  g_free (sheet);
}

/* Draws a paragraph at @y. Returns: the height it took */
static double
draw_text (GtkPrintContext *context,
           const char *text,
           const char *font,
           double x,
           double y,
           double width,
           gboolean is_code)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  PangoFontDescription *description = pango_font_description_from_string (font);
  int height;

  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, is_code ? 1.5f : 1.2f);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
  pango_layout_get_size (layout, NULL, &height);
  return (double)height / PANGO_SCALE;
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer data)
{
  const Sheet *sheet = data;
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double width = gtk_print_context_get_width (context), y = 0;
  g_autofree char *heading = g_strdup_printf (_ ("%s, %s"), sheet->clinic_name, sheet->day);

  cairo_set_source_rgb (cr, 0, 0, 0);
  y += draw_text (context, _ ("Recovery code of Uketsuke"), "Sans Bold 20", 0, y, width, FALSE) + 6;
  y += draw_text (context, heading, "Sans 12", 0, y, width, FALSE) + 24;
  cairo_rectangle (cr, 0.5, y, width - 1, QR_SIZE + 24);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  draw_text (context, uke_secret_peek_text (sheet->text), "Monospace Bold 22", 18, y + 18,
             width - QR_SIZE - 36, TRUE);
  cairo_save (cr);
  cairo_translate (cr, width - QR_SIZE - 12, y + 12);
  uke_qr_code_draw (cr, uke_secret_peek_text (sheet->text), QR_SIZE);
  cairo_restore (cr);
  y += QR_SIZE + 48;
  draw_text (
      context,
      _ ("This code opens the clinic's data when the computer or its keyring is lost. Whoever "
         "holds "
         "it together with the data can read them.\n\n"
         "• Keep one sheet in the director's safe and one outside the clinic.\n"
         "• Do not photograph it and do not keep it beside the computer.\n"
         "• To use it: start Uketsuke, choose “Enter the recovery code” and type the four lines.\n"
         "• The last two characters of a line guard against typing mistakes.\n"
         "• When a new code is made, destroy this sheet."),
      "Sans 11", 0, y, width, FALSE);
}

/**
 * Makes a print job of one A4 page with the code, its QR code and what to do with it.
 * @code: the recovery code
 * @clinic_name: printed on it
 * @today: the day it is made
 *
 * Returns: (transfer full): the job, to be run or exported.
 * Thread: main
 * Source: security.md 3.5
 */
GtkPrintOperation *
uke_start_sheet_new (const UkeSecret *code, const char *clinic_name, UkeDate today)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr (GtkPaperSize) a4 = gtk_paper_size_new (GTK_PAPER_NAME_A4);
  Sheet *sheet = g_new0 (Sheet, 1);

  sheet->text = uke_recovery_code_format (code);
  sheet->clinic_name = g_strdup (clinic_name);
  sheet->day = uke_era_format_western (today);
  gtk_page_setup_set_paper_size (setup, a4);
  gtk_page_setup_set_top_margin (setup, 25, GTK_UNIT_MM);
  gtk_page_setup_set_bottom_margin (setup, 25, GTK_UNIT_MM);
  gtk_page_setup_set_left_margin (setup, 25, GTK_UNIT_MM);
  gtk_page_setup_set_right_margin (setup, 25, GTK_UNIT_MM);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_job_name (operation, _ ("Recovery code"));
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), sheet,
                         (GClosureNotify)(GCallback)sheet_free, 0);
  return g_steal_pointer (&operation);
}

/**
 * Writes the sheet as a PDF that its owner alone can read.
 * @sheet: the job
 * @path: the file; written over if it is there
 * @error: return location
 *
 * Returns: whether it was written.
 * Errors: those of the print system
 * Thread: main
 */
gboolean
uke_start_sheet_export_sync (GtkPrintOperation *sheet, const char *path, GError **error)
{
  gtk_print_operation_set_export_filename (sheet, path);
  return gtk_print_operation_run (sheet, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, error)
         == GTK_PRINT_OPERATION_RESULT_APPLY;
}
