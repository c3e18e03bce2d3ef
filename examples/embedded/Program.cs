using Embedded;
using Iris.Gateway.Hosting;

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null)
    builder.WebHost.UseUrls("http://localhost:5080");
builder.Services.AddReverseProxy().AddImages(images => images
    .LoadFromFile(Path.Combine(AppContext.BaseDirectory, "images.json"))
    .AddProvider<StripesProvider>()
    .AddStage<TeamStage>()
    .AddPrices<StripesPrices>());

var app = builder.Build();
app.UseImageEnvelopes();
app.MapGet("/", () => "The application's own page.");
app.MapGet("/draw", (string words, int width, int height) => Results.Bytes(Stripes.Png(words, width, height), "image/png"));
app.MapImageEndpoints();
app.MapReverseProxy(proxy =>
{
    proxy.UseImages();
    proxy.UseLoadBalancing();
}).ShortCircuitImages();
app.Run();
