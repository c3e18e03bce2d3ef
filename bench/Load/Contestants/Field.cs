namespace Iris.Bench.Load.Contestants;

/// <summary>All contestants.</summary>
internal static class Field
{
    /// <summary>The contestants of a run, in the table's order.</summary>
    public static IReadOnlyList<Contestant> Choose(Options options)
    {
        var all = BuiltIn();
        if (options.Gateway is { } name)
        {
            all.Add(new Contestant
            {
                Name = name,
                Start = options.Start ?? throw new UsageException("--gateway needs --start"),
                Style = options.Style,
                IsJitted = true,
            });
        }
        var wanted = options.Only ?? [.. all.Select(contestant => contestant.Name).Where(name => name != "yarp-raw" && (name != "nginx" || HasNginx))];
        return [.. wanted.Select(name => all.Find(contestant => contestant.Name == name)
            ?? throw new UsageException($"no contestant '{name}'; there are {string.Join(", ", all.Select(contestant => contestant.Name))}"))];
    }

    private static bool HasNginx => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "nginx")));

    private static List<Contestant> BuiltIn()
    {
        var yarp = Path.Combine(Publishing.Out, "yarp");
        var jit = Path.Combine(Publishing.Out, "iris-jit");
        var native = Path.Combine(Publishing.Out, "iris-native");
        Task PublishYarp(bool force) => Publishing.PublishAsync("bench/BareYarp", yarp, "BareYarp.dll", [], force);
        return
        [
            new() { Name = "direct" },
            new()
            {
                Name = "yarp", IsJitted = true, Folder = yarp, Publish = PublishYarp,
                Start = $"dotnet {yarp}/BareYarp.dll http://127.0.0.1:{{port}} http://127.0.0.1:{{upstream}}",
            },
            new()
            {
                Name = "yarp-raw", IsJitted = true, Folder = yarp, Publish = PublishYarp,
                Start = $"dotnet {yarp}/BareYarp.dll http://127.0.0.1:{{port}} http://127.0.0.1:{{upstream}} raw",
            },
            new() { Name = "nginx", Start = "nginx -c {dir}/nginx.conf", NginxConfiguration = Nginx },
            new()
            {
                Name = "iris-jit", IsJitted = true, Style = Style.Translates, Folder = jit,
                Publish = force => Publishing.PublishAsync("Gateway", jit, "Gateway.dll", ["-p:PublishAot=false", "-r", Publishing.Rid, "--self-contained", "false"], force),
                Start = $"dotnet {jit}/Gateway.dll --config {{config}} --urls http://127.0.0.1:{{port}}",
            },
            new()
            {
                Name = "iris-native", Style = Style.Translates, Folder = native,
                Publish = force => Publishing.PublishAsync("Gateway", native, "Gateway", ["-r", Publishing.Rid], force),
                Start = $"{native}/Gateway --config {{config}} --urls http://127.0.0.1:{{port}}",
            },
        ];
    }

    // A plain reverse proxy: one worker, connections kept open, responses passed on unbuffered.
    private const string Nginx =
        """
        daemon off;
        worker_processes 1;
        pid {dir}/nginx.pid;
        error_log stderr crit;
        events { worker_connections 8192; }
        http {
          access_log off;
          client_body_temp_path {dir}/body;
          proxy_temp_path {dir}/proxy;
          fastcgi_temp_path {dir}/fastcgi;
          uwsgi_temp_path {dir}/uwsgi;
          scgi_temp_path {dir}/scgi;
          upstream mock { server 127.0.0.1:{upstream}; keepalive 1024; }
          server {
            listen 127.0.0.1:{port} backlog=4096;
            keepalive_requests 100000000;
            location / {
              proxy_pass http://mock;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
              proxy_buffer_size 64k;
              proxy_buffers 8 64k;
            }
          }
        }

        """;
}
