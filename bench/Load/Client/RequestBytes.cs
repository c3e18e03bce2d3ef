using System.Text;

namespace Iris.Bench.Load.Client;

/// <summary>Head and body of a load's requests, made once: all connections send the same bytes.</summary>
internal static class RequestBytes
{
    private const string Boundary = "iris-bench-7f3c";

    public static byte[] Of(LoadPlan plan)
    {
        var (type, body) = plan.Pictures == 0 ? ("application/json", Encoding.UTF8.GetBytes(plan.Body)) : ($"multipart/form-data; boundary={Boundary}", Form(plan));
        return
        [
            .. Encoding.UTF8.GetBytes($"POST {plan.Path} HTTP/1.1\r\nHost: 127.0.0.1:{plan.Port}\r\nContent-Type: {type}\r\n"
                + string.Concat(plan.Headers.Select(header => header + "\r\n")) + $"Content-Length: {body.Length}\r\n\r\n"),
            .. body,
        ];
    }

    // Model and prompt stand before the pictures, as in the forms of OpenAI's clients.
    private static byte[] Form(LoadPlan plan)
    {
        using var form = new MemoryStream((plan.Pictures * (plan.PictureBytes + 256)) + 512);
        Write(form, $"--{Boundary}\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n{plan.Body}\r\n");
        Write(form, $"--{Boundary}\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nA watercolour of a lighthouse on a cliff at dawn\r\n");
        var picture = Pictures.Png(plan.PictureBytes);
        for (var i = 0; i < plan.Pictures; i++)
        {
            Write(form, $"--{Boundary}\r\nContent-Disposition: form-data; name=\"image[]\"; filename=\"{i}.png\"\r\nContent-Type: image/png\r\n\r\n");
            form.Write(picture);
            Write(form, "\r\n");
        }
        Write(form, $"--{Boundary}--\r\n");
        return form.ToArray();
    }

    private static void Write(MemoryStream form, string text) => form.Write(Encoding.ASCII.GetBytes(text));
}
