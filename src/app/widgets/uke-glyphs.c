/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/uke-glyphs.h"

#define HATCH_PX 8
#define N_HATCHES 8
#define GLYPHS_MAX 512

typedef struct {
  const char *icon; /* interned */
  int size;
  int scale;
  guint32 rgba;
} GlyphKey;

static guint
hash_key (gconstpointer data)
{
  const GlyphKey *key = data;
  return g_direct_hash (key->icon) ^ (key->rgba * 31u) ^ ((guint)key->size << 8)
         ^ (guint)key->scale;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
  const GlyphKey *x = a, *y = b;
  return x->icon == y->icon && x->size == y->size && x->scale == y->scale && x->rgba == y->rgba;
}

static guint32
pack_colour (const GdkRGBA *colour)
{
  return (guint32)(colour->red * 255.0f) << 24 | (guint32)(colour->green * 255.0f) << 16
         | (guint32)(colour->blue * 255.0f) << 8 | (guint32)(colour->alpha * 255.0f);
}

static GdkTexture *
render_glyph (GtkWidget *widget, const GlyphKey *key, const GdkRGBA *colour)
{
  static GskRenderer *renderer;
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (
      theme, key->icon, NULL, key->size, key->scale, gtk_widget_get_direction (widget),
      GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GdkRGBA colours[4] = { *colour, *colour, *colour, *colour };

  if (renderer == NULL) {
    renderer = gsk_cairo_renderer_new ();
    gsk_renderer_realize (renderer, NULL, NULL);
  }
  gtk_snapshot_scale (snapshot, (float)key->scale, (float)key->scale);
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, key->size,
                                            key->size, colours, G_N_ELEMENTS (colours));
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  float pixels = (float)(key->size * key->scale);
  return node != NULL ? gsk_renderer_render_texture (renderer, node,
                                                     &GRAPHENE_RECT_INIT (0, 0, pixels, pixels))
                      : NULL;
}

/* Textures live as long as the program: a few dozen icons in a few colours. */
static GdkTexture *
find_glyph (GtkWidget *widget, const char *icon, int size, const GdkRGBA *colour)
{
  static GHashTable *glyphs;
  GlyphKey wanted = { g_intern_string (icon), size, gtk_widget_get_scale_factor (widget),
                      pack_colour (colour) };

  if (glyphs == NULL)
    glyphs = g_hash_table_new_full (hash_key, equal_keys, g_free, g_object_unref);

  GdkTexture *glyph = g_hash_table_lookup (glyphs, &wanted);
  if (glyph == NULL && (glyph = render_glyph (widget, &wanted, colour)) != NULL) {
    if (g_hash_table_size (glyphs) >= GLYPHS_MAX)
      g_hash_table_remove_all (glyphs);
    g_hash_table_insert (glyphs, g_memdup2 (&wanted, sizeof wanted), glyph);
  }
  return glyph;
}

/**
 * Draws a symbolic icon.
 * @snapshot: where to
 * @widget: whose display and scale
 * @icon: icon name
 * @size: px
 * @colour: its colour
 * @x: left edge, px
 * @y: upper edge, px
 *
 * Thread: main
 * Source: decision 22
 */
void
uke_glyph_snapshot (GtkSnapshot *snapshot,
                    GtkWidget *widget,
                    const char *icon,
                    int size,
                    const GdkRGBA *colour,
                    float x,
                    float y)
{
  GdkTexture *glyph = find_glyph (widget, icon, size, colour);

  if (glyph != NULL)
    gtk_snapshot_append_texture (snapshot, glyph,
                                 &GRAPHENE_RECT_INIT (x, y, (float)size, (float)size));
}

static GdkTexture *
render_hatch (const GdkRGBA *ground, const GdkRGBA *line)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, HATCH_PX, HATCH_PX);
  cairo_t *cr = cairo_create (surface);

  gdk_cairo_set_source_rgba (cr, ground);
  cairo_paint (cr);
  gdk_cairo_set_source_rgba (cr, line);
  cairo_set_line_width (cr, 1.4);
  /* The corner strokes make the tile meet itself. */
  for (int shift = -HATCH_PX; shift <= HATCH_PX; shift += HATCH_PX) {
    cairo_move_to (cr, shift - 1, HATCH_PX + 1);
    cairo_line_to (cr, shift + HATCH_PX + 1, -1);
  }
  cairo_stroke (cr);
  cairo_surface_flush (surface);

  int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes
      = g_bytes_new (cairo_image_surface_get_data (surface), (gsize)(stride * HATCH_PX));
  GdkTexture *tile
      = gdk_memory_texture_new (HATCH_PX, HATCH_PX, GDK_MEMORY_DEFAULT, bytes, (gsize)stride);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return tile;
}

/* The tiles in use: closed time, what others keep, bookings that are not confirmed. */
static GdkTexture *
find_hatch (const GdkRGBA *ground, const GdkRGBA *line)
{
  static struct {
    GdkTexture *tile;
    guint32 ground, line;
  } tiles[N_HATCHES];
  static unsigned next;
  guint32 wanted_ground = pack_colour (ground), wanted_line = pack_colour (line);

  for (unsigned i = 0; i < N_HATCHES; i++)
    if (tiles[i].tile != NULL && tiles[i].ground == wanted_ground && tiles[i].line == wanted_line)
      return tiles[i].tile;
  next = (next + 1) % N_HATCHES;
  g_clear_object (&tiles[next].tile);
  tiles[next].tile = render_hatch (ground, line);
  tiles[next].ground = wanted_ground;
  tiles[next].line = wanted_line;
  return tiles[next].tile;
}

/**
 * Fills an area with a hatch.
 * @snapshot: where to
 * @area: which area
 * @ground: colour between the lines
 * @line: colour of the lines
 *
 * Thread: main
 */
void
uke_hatch_snapshot (GtkSnapshot *snapshot,
                    const graphene_rect_t *area,
                    const GdkRGBA *ground,
                    const GdkRGBA *line)
{
  graphene_rect_t cell = GRAPHENE_RECT_INIT (0, 0, HATCH_PX, HATCH_PX);

  gtk_snapshot_push_repeat (snapshot, area, &cell);
  gtk_snapshot_append_texture (snapshot, find_hatch (ground, line), &cell);
  gtk_snapshot_pop (snapshot);
}

/**
 * Looks a colour of the stylesheet up.
 * @widget: whose style
 * @name: name of the colour
 *
 * Returns: the colour; magenta when the stylesheet has none of that name.
 * Thread: main
 */
GdkRGBA
uke_colour (GtkWidget *widget, const char *name)
{
  GdkRGBA colour = { 1, 0, 1, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &colour);
  return colour;
}
